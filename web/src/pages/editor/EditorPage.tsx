import { Center, Loader } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { ReactFlowProvider } from "@xyflow/react";
import { useEffect } from "react";
import { useParams } from "react-router";
import { api, body } from "@/api/client";
import { KEYS, useNodes } from "@/api/queries";
import { Canvas } from "@/canvas/Canvas";
import { showLastRun, leaveRun } from "@/run/store";
import { catalogueOf } from "@/workflow/catalogue";
import { openWorkflow, useEditor } from "@/workflow/store";
import classes from "./EditorPage.module.css";
import { EditorHeader } from "./EditorHeader";
import { LogBar } from "./LogBar";

export function Component() {
  const { id = "" } = useParams();
  const ready = useOpened(id);
  return ready ? (
    <Editor key={id} />
  ) : (
    <Center h="100%">
      <Loader />
    </Center>
  );
}

function Editor() {
  return (
    <ReactFlowProvider>
      <EditorHeader />
      <div className={classes.editor}>
        <div className={classes.canvas}>
          <Canvas />
        </div>
        <LogBar />
      </div>
    </ReactFlowProvider>
  );
}

/** Whether the workflow is there to be worked on. Its last run shows again. */
function useOpened(id: string): boolean {
  const nodes = useNodes();
  const saved = useQuery({
    queryKey: KEYS.workflow(id),
    queryFn: () => body(api.GET("/api/workflows/{id}", { params: { path: { id } } })),
    staleTime: Infinity,
    gcTime: 0,
    throwOnError: true,
  });
  const open = useEditor((state) => state.id);
  useEffect(() => {
    if (!nodes.data || !saved.data) return;
    openWorkflow(id, saved.data.workflow, catalogueOf(nodes.data));
    void showLastRun(id);
    return leaveRun;
  }, [id, nodes.data, saved.data]);
  return open === id && !!nodes.data;
}
