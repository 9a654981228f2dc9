import { Center, Loader } from "@mantine/core";
import { ReactFlowProvider } from "@xyflow/react";
import { useParams } from "react-router";
import { Canvas } from "@/canvas/Canvas";
import { useKeyboard } from "@/canvas/useKeyboard";
import { EditorHeader } from "./EditorHeader";
import classes from "./EditorPage.module.css";
import { LogBar } from "./LogBar";
import { SidePanel } from "./SidePanel";
import { useLeaving } from "./useLeaving";
import { useOpened } from "./useOpened";
import { useRunning } from "./useRunning";

export function Component() {
  const { id = "" } = useParams();
  if (!useOpened(id)) {
    return (
      <Center h="100%">
        <Loader />
      </Center>
    );
  }
  return (
    <ReactFlowProvider key={id}>
      <Editor />
    </ReactFlowProvider>
  );
}

function Editor() {
  const running = useRunning();
  useKeyboard(running);
  useLeaving();
  return (
    <>
      <EditorHeader running={running} />
      <div className={classes.editor}>
        <div className={classes.canvas}>
          <Canvas />
        </div>
        <SidePanel />
        <LogBar />
      </div>
    </>
  );
}
