import {
  IconAlertTriangle,
  IconBolt,
  IconCheck,
  IconClock,
  type Icon,
  type IconProps,
  IconPlayerPlayFilled,
  IconPlayerSkipForward,
  IconPlayerStop,
  IconX,
} from "@tabler/icons-react";
import { createElement } from "react";
import { dollars, duration } from "@/lib/words";
import { useSecondsSince } from "@/lib/useSecondsSince";
import type { NodeRun, Phase } from "@/run/state";
import classes from "./NodeCard.module.css";

const TOLD: Readonly<Record<Phase, { icon: Icon; word: string }>> = {
  running: { icon: IconPlayerPlayFilled, word: "" },
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
  const { icon: Icon, word } = told(run.phase, run.error?.charged === "unknown");
  const parts = [word, run.phase === "done" && duration(run.seconds), run.cost !== 0 && dollars(run.cost)];
  return (
    <span className={classes.state} data-phase={run.phase} title={run.reason || undefined}>
      <Icon size={14} stroke={2.2} />
      {parts.filter(Boolean).join(" · ")}
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

/** The sign of a state alone, for those who see many nodes at once. */
export function StateIcon({ phase, unsettled, ...props }: { phase: Phase; unsettled: boolean } & IconProps) {
  return createElement(told(phase, unsettled).icon, { size: 64, stroke: 2.2, ...props });
}

function told(phase: Phase, unsettled: boolean) {
  return unsettled ? { icon: IconAlertTriangle, word: "unknown" } : TOLD[phase];
}
