import {
  IconAlertTriangle,
  IconBolt,
  IconCheck,
  IconClock,
  type Icon,
  IconPlayerPlayFilled,
  IconPlayerSkipForward,
  IconPlayerStop,
  IconX,
} from "@tabler/icons-react";
import { dollars, duration } from "@/lib/words";
import { useSecondsSince } from "@/lib/useSecondsSince";
import type { NodeRun, Phase } from "@/run/state";
import classes from "./NodeCard.module.css";

const TOLD: Readonly<Record<Exclude<Phase, "running">, { icon: Icon; word: string }>> = {
  waiting: { icon: IconClock, word: "waiting" },
  done: { icon: IconCheck, word: "" },
  cached: { icon: IconBolt, word: "unchanged" },
  failed: { icon: IconX, word: "failed" },
  skipped: { icon: IconPlayerSkipForward, word: "skipped" },
  stopped: { icon: IconPlayerStop, word: "stopped" },
};

/** What a node is doing or has done: icon and word, seconds and cost. */
export function NodeState({ run }: { run: NodeRun }) {
  if (run.phase === "running") return <Counting run={run} />;
  const unsettled = run.error?.charged === "unknown";
  const { icon: Icon, word } = unsettled ? { icon: IconAlertTriangle, word: "unknown" } : TOLD[run.phase];
  const told = [word, run.phase === "done" && duration(run.seconds), run.cost !== 0 && dollars(run.cost)];
  return (
    <span className={classes.state} data-phase={run.phase} title={run.reason || undefined}>
      <Icon size={14} stroke={2.2} />
      {told.filter(Boolean).join(" · ")}
    </span>
  );
}

function Counting({ run }: { run: NodeRun }) {
  const seconds = useSecondsSince(Math.min(...Object.values(run.active)));
  return (
    <span className={classes.state} data-phase="running">
      <IconPlayerPlayFilled size={12} /> {seconds} s
    </span>
  );
}
