import { followRun } from "@/api/events";
import { reduce } from "./reduce";
import { newRun, type RunState } from "./state";

/** A run as all its events tell it; one that is under way is waited for. */
export async function readRun(id: string, signal: AbortSignal): Promise<RunState> {
  let run = newRun(id);
  const reader = {
    onEvents: (events: Parameters<typeof reduce>[1]) => (run = reduce(run, events)),
    onConnected: () => undefined,
  };
  await followRun(id, 0, reader, signal);
  signal.throwIfAborted();
  return run;
}
