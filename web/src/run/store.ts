import { create } from "zustand";
import { api, body } from "@/api/client";
import { followRun } from "@/api/events";
import { queryClient } from "@/api/query-client";
import { KEYS } from "@/api/queries";
import { sentence } from "@/api/problem";
import { reduce } from "./reduce";
import { isOver, newRun, type RunState } from "./state";

interface Running {
  /** The run that shows on the canvas; null where the workflow has not been run. */
  readonly run: RunState | null;
  /** Whether the events arrive. */
  readonly connected: boolean;
  readonly problem: string | null;
}

export const useRun = create<Running>(() => ({ run: null, connected: true, problem: null }));

let following = new AbortController();

/** Shows no run. */
export function leaveRun(): void {
  following.abort();
  useRun.setState({ run: null, connected: true, problem: null });
}

/** Shows a run from its first event on. Every reader of a run sees the same. */
export function showRun(id: string): void {
  leaveRun();
  useRun.setState({ run: newRun(id) });
  void follow(id, (following = new AbortController()).signal);
}

async function follow(id: string, signal: AbortSignal): Promise<void> {
  const reader = {
    onEvents: (events: Parameters<typeof reduce>[1]) =>
      useRun.setState(({ run }) => ({ run: run && reduce(run, events) })),
    onConnected: (connected: boolean) => useRun.setState({ connected }),
  };
  try {
    await followRun(id, 0, reader, signal);
    void queryClient.invalidateQueries({ queryKey: KEYS.runs });
  } catch (error) {
    useRun.setState({ problem: sentence(error) });
  }
}

/** Shows the last run of a workflow, so that a page that is loaded again goes on where it was. */
export async function showLastRun(workflowId: string): Promise<void> {
  leaveRun();
  const { signal } = (following = new AbortController());
  const query = { workflow_id: workflowId, limit: 1 };
  const { runs } = await body(api.GET("/api/runs", { params: { query }, signal }));
  const last = runs[0];
  if (last && !signal.aborted) showRun(last.id);
}

/** Runs a saved workflow and shows the run. Throws what the server refuses. */
export async function startRun(workflowId: string): Promise<void> {
  const { run_id } = await body(api.POST("/api/runs", { body: { workflow_id: workflowId } }));
  showRun(run_id);
  void queryClient.invalidateQueries({ queryKey: KEYS.runs });
}

/** Goes on with a run that failed or was cut off: what has ended well is neither done nor paid again. */
export async function resumeRun(): Promise<void> {
  const { run } = useRun.getState();
  if (!run) return;
  await api.POST("/api/runs/{run_id}/resume", { params: { path: { run_id: run.id } } });
  showRun(run.id);
}

export async function stopRun(): Promise<void> {
  const { run } = useRun.getState();
  if (run && !isOver(run))
    await api.POST("/api/runs/{run_id}/cancel", { params: { path: { run_id: run.id } } });
}
