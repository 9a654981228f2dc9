import { notifications } from "@mantine/notifications";
import { create } from "zustand";
import { ApiError, sentence } from "@/api/problem";
import { saveNow, useSaving } from "@/workflow/saving";
import { select, useEditor } from "@/workflow/store";
import { isOver } from "./state";
import { type Order, resumeRun, startRun, stopRun, useRun } from "./store";

/** What was asked for and has not happened yet. */
export const useAsked = create<{ asked: "start" | "stop" | null }>(() => ({ asked: null }));

export const isRunning = (): boolean => {
  const { run } = useRun.getState();
  return run !== null && !isOver(run);
};

/** Runs the open workflow; whether that began. What runs is what is saved, so that comes first. */
export async function begin(order: Order = {}): Promise<boolean> {
  if (isRunning()) return false;
  return asking("start", async () => {
    await saveNow();
    const { state, problem } = useSaving.getState();
    if (state === "failed" || state === "conflict") throw new Error(problem);
    await startRun(useEditor.getState().id, order);
  });
}

/** Goes on with the run that shows. */
export async function goOn(): Promise<boolean> {
  return asking("start", resumeRun);
}

export async function stop(): Promise<void> {
  if (isRunning()) await asking("stop", stopRun);
}

async function asking(asked: "start" | "stop", act: () => Promise<void>): Promise<boolean> {
  if (useAsked.getState().asked) return false;
  useAsked.setState({ asked });
  try {
    await act();
    return true;
  } catch (error) {
    tell(error, asked);
    return false;
  } finally {
    useAsked.setState({ asked: null });
  }
}

/** Says why nothing happens, and selects the nodes that are to be mended. */
function tell(error: unknown, asked: "start" | "stop"): void {
  const problems = error instanceof ApiError ? error.problems : [];
  const nodes = problems.flatMap((problem) => (typeof problem.node === "string" ? problem.node : []));
  if (nodes.length > 0) select(nodes);
  notifications.show({
    id: "run",
    color: "red",
    title: asked === "start" ? "It did not start" : "It did not stop",
    message: sentence(error),
    autoClose: 12_000,
  });
}
