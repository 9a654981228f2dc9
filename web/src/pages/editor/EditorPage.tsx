import { Center, Loader } from "@mantine/core";
import { ReactFlowProvider } from "@xyflow/react";
import { useParams } from "react-router";
import { Canvas } from "@/canvas/Canvas";
import { useClipboard } from "@/canvas/useClipboard";
import { useKeyboard } from "@/canvas/useKeyboard";
import { LogBar } from "@/log/LogBar";
import { EditorHeader } from "./EditorHeader";
import classes from "./EditorPage.module.css";
import { SidePanel } from "./SidePanel";
import { useLeaving } from "./useLeaving";
import { useOpened } from "./useOpened";

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
  useKeyboard();
  useClipboard();
  useLeaving();
  return (
    <>
      <EditorHeader />
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
