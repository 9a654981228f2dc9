import { useEffect, useState } from "react";
import { api, body } from "@/api/client";
import { useNodes } from "@/api/queries";
import type { NodeSpec } from "@/api/types";
import { leaveRuns, showLastRun } from "@/run/store";
import { catalogueOf } from "@/workflow/catalogue";
import { beginSaving, saveNow } from "@/workflow/saving";
import { openWorkflow, useEditor } from "@/workflow/store";

/** Whether the workflow is there to be worked on; its last run shows again. Throws what the server refuses. */
export function useOpened(id: string): boolean {
  const nodes = useNodes();
  const [opened, setOpened] = useState("");
  const [error, setError] = useState<Error>();
  const specs = nodes.data;
  useEffect(() => {
    if (!specs) return;
    const leaving = new AbortController();
    open(id, specs, leaving.signal)
      .then(() => setOpened(id))
      .catch((problem: unknown) => !leaving.signal.aborted && setError(problem as Error));
    return () => {
      leaving.abort();
      leaveRuns();
    };
  }, [id, specs]);
  const failure = error ?? nodes.error;
  if (failure) throw failure;
  return opened === id && useEditor.getState().id === id;
}

async function open(id: string, specs: readonly NodeSpec[], signal: AbortSignal): Promise<void> {
  await saveNow();
  const saved = await body(api.GET("/api/workflows/{id}", { params: { path: { id } }, signal }));
  signal.throwIfAborted();
  openWorkflow(id, saved.workflow, catalogueOf(specs));
  beginSaving(saved.revision);
  await showLastRun(id);
}
