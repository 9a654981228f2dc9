import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { ApiError, sentence } from "@/api/problem";
import { isOver } from "@/run/state";
import { startRun, stopRun, useRun } from "@/run/store";
import { saveNow, useSaving } from "@/workflow/saving";
import { select, useEditor } from "@/workflow/store";

export interface Running {
  readonly run: () => void;
  readonly stop: () => void;
  readonly starting: boolean;
  readonly stopping: boolean;
}

/** Run and Stop, for the buttons and the keys. What runs is what is saved, so that comes first. */
export function useRunning(): Running {
  const { mutate: start, isPending: starting } = useMutation({ mutationFn: begin, onError: tell });
  const { mutate: stop, isPending: stopping } = useMutation({ mutationFn: stopRun, onError: tell });
  return { run: start, stop, starting, stopping };
}

async function begin(): Promise<void> {
  const { run } = useRun.getState();
  if (run && !isOver(run)) return;
  await saveNow();
  const { state, problem } = useSaving.getState();
  if (state === "failed" || state === "conflict") throw new Error(problem);
  await startRun(useEditor.getState().id);
}

/** Says why nothing runs, and selects the nodes that are to be mended. */
function tell(error: unknown): void {
  const problems = error instanceof ApiError ? error.problems : [];
  const nodes = problems.flatMap((problem) => (typeof problem.node === "string" ? problem.node : []));
  if (nodes.length > 0) select(nodes);
  notifications.show({
    id: "run",
    color: "red",
    title: "It did not start",
    message: sentence(error),
    autoClose: 12_000,
  });
}
