import {
  IconAlertTriangle,
  IconCheck,
  IconClock,
  type Icon,
  IconPlayerStop,
  IconPlugConnectedX,
  IconX,
} from "@tabler/icons-react";
import type { RunSummary } from "@/api/types";

export type Status = RunSummary["status"];

interface Told {
  readonly icon: Icon;
  readonly word: string;
  readonly colour: string;
}

/** What a run's status is called and drawn as. Something that is under way has no icon but a moving one. */
export const STATUS: Readonly<Record<Status, Told>> = {
  queued: { icon: IconClock, word: "waiting", colour: "var(--ink-muted)" },
  running: { icon: IconClock, word: "running", colour: "var(--accent)" },
  finished: { icon: IconCheck, word: "finished", colour: "var(--good)" },
  failed: { icon: IconX, word: "failed", colour: "var(--bad)" },
  cancelled: { icon: IconPlayerStop, word: "stopped", colour: "var(--ink-muted)" },
  interrupted: { icon: IconPlugConnectedX, word: "cut off", colour: "var(--warn)" },
};

/** A run that failed with a picture that may have been charged. */
export const UNSETTLED: Told = {
  icon: IconAlertTriangle,
  word: "failed, outcome unknown",
  colour: "var(--warn)",
};

export const isLive = (status: Status | undefined): boolean => status === "queued" || status === "running";

export const isResumable = (status: Status): boolean =>
  status === "failed" || status === "cancelled" || status === "interrupted";
