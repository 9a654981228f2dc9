import { create } from "zustand";
import { api, body } from "@/api/client";
import { followRun } from "@/api/events";
import { queryClient } from "@/api/query-client";
import { KEYS } from "@/api/queries";
import { sentence } from "@/api/problem";
import { reduce } from "./reduce";
import { isOver, newRun, type RunState } from "./state";
import { onRunElsewhere, tellOtherTabs } from "./tabs";

interface Running {
  /** The workflow whose runs are shown; empty while none is open. */
  readonly workflowId: string;
  /** The run that shows on the canvas; null where the workflow has not been run. */
  readonly run: RunState | null;
  /** Whether the events arrive. */
  readonly connected: boolean;
  readonly problem: string | null;
}

const NONE: Running = { workflowId: "", run: null, connected: true, problem: null };

export const useRun = create<Running>(() => NONE);

/** What is to run of a workflow; all of it, where nothing is said. */
export interface Order {
  /** A node: it runs, and what it depends on. */
  readonly until?: string;
  /** Nothing of earlier runs is used again. */
  readonly fresh?: boolean;
  /** Widget values that hold for this run only, by node. */
  readonly widgets?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

let following = new AbortController();

/** Shows no run. */
export function leaveRuns(): void {
  following.abort();
  useRun.setState(NONE);
}

/** Shows a run from its first event on. Every reader of a run sees the same. */
export function showRun(id: string): void {
  useRun.setState({ run: newRun(id) });
  goOn(id, 0);
}

/** Follows a run that shows from the event after `seen`. */
function goOn(id: string, seen: number): void {
  following.abort();
  following = new AbortController();
  useRun.setState({ connected: true, problem: null });
  void follow(id, seen, following.signal);
}

async function follow(id: string, seen: number, signal: AbortSignal): Promise<void> {
  const reader = {
    onEvents: (events: Parameters<typeof reduce>[1]) =>
      useRun.setState(({ run }) => ({ run: run && reduce(run, events) })),
    onConnected: (connected: boolean) => useRun.setState({ connected }),
  };
  try {
    await followRun(id, seen, reader, signal);
    const { run } = useRun.getState();
    if (run?.id === id) queryClient.setQueryData(KEYS.runState(id), run);
    for (const queryKey of [KEYS.runs, KEYS.images, KEYS.costs])
      void queryClient.invalidateQueries({ queryKey });
  } catch (error) {
    useRun.setState({ problem: sentence(error) });
  }
}

/** Shows the last run of a workflow, so that a page that is loaded again goes on where it was. */
export async function showLastRun(workflowId: string): Promise<void> {
  leaveRuns();
  useRun.setState({ workflowId });
  const { signal } = (following = new AbortController());
  const query = { workflow_id: workflowId, limit: 1 };
  const { runs } = await body(api.GET("/api/runs", { params: { query }, signal }));
  const last = runs[0];
  if (last && !signal.aborted) showRun(last.id);
}

/** Runs a saved workflow and shows the run. Throws what the server refuses. */
export async function startRun(workflowId: string, order: Order): Promise<void> {
  const { run_id } = await body(api.POST("/api/runs", { body: { workflow_id: workflowId, ...order } }));
  showRun(run_id);
  tellOtherTabs({ workflowId, runId: run_id });
  void queryClient.invalidateQueries({ queryKey: KEYS.runs });
}

/** Goes on with a run that failed or was cut off: what has ended well is neither done nor paid again. */
export async function resumeRun(): Promise<void> {
  const { run, workflowId } = useRun.getState();
  if (!run) return;
  await api.POST("/api/runs/{run_id}/resume", { params: { path: { run_id: run.id } } });
  goOn(run.id, run.seq);
  tellOtherTabs({ workflowId, runId: run.id });
}

export async function stopRun(): Promise<void> {
  const { run } = useRun.getState();
  if (run && !isOver(run))
    await api.POST("/api/runs/{run_id}/cancel", { params: { path: { run_id: run.id } } });
}

onRunElsewhere((begun) => {
  const { run, workflowId } = useRun.getState();
  if (begun.workflowId !== workflowId) return;
  if (run?.id === begun.runId) goOn(run.id, run.seq);
  else showRun(begun.runId);
});
