import type { RunEvent } from "@/api/types";
import { count, dollars, duration } from "@/lib/words";
import { picturesIn } from "@/run/pictures";
import { costOf, isOver, type RunState } from "@/run/state";

/** A line of the log: who, and what happened, in words. */
export interface LogLine {
  readonly seq: number;
  readonly at: number;
  readonly node: string;
  readonly text: string;
  readonly tone: "plain" | "bad";
}

/** The run's events as lines; streamed text has none of its own. */
export function logLines(events: readonly RunEvent[]): LogLine[] {
  return events.flatMap((event) => {
    const text = told(event);
    if (!text) return [];
    const tone = event.kind === "node_failed" || event.kind === "run_failed" ? "bad" : "plain";
    return { seq: event.seq, at: event.at, node: "node" in event ? event.node : "", text, tone };
  });
}

function told(event: RunEvent): string {
  switch (event.kind) {
    case "run_started":
      return `the run began with ${count(event.nodes.length, "node")}`;
    case "node_started":
      return event.caller
        ? `called by ${event.caller} with ${JSON.stringify(event.call?.arguments ?? {})}`
        : "began";
    case "node_progress":
      return event.message;
    case "node_finished":
      return event.cached ? "unchanged, not done again" : finished(event.seconds, event.cost_usd);
    case "node_failed":
      return String(event.error.error);
    case "node_skipped":
      return `skipped: ${event.reason}`;
    case "run_finished":
      return "the run is finished";
    case "run_failed":
      return "the run failed";
    case "run_cancelled":
      return "the run was stopped";
    case "run_interrupted":
      return "the server ended before the run did";
    case "run_resumed":
      return "the run goes on";
    default:
      return "";
  }
}

function finished(seconds: number, cost: number | null = 0): string {
  return cost === 0 ? `done after ${duration(seconds)}` : `done after ${duration(seconds)}, ${dollars(cost)}`;
}

/** The run in one line. */
export function summary(run: RunState): string {
  const pictures = picturesIn(Object.values(run.nodes).map(({ outputs }) => outputs)).length;
  const cost = costOf(run);
  const parts = [
    isOver(run) ? run.status : "running",
    run.seconds !== null && duration(run.seconds),
    cost === 0 ? "no cost" : dollars(cost),
    pictures > 0 && count(pictures, "picture"),
  ];
  return parts.filter(Boolean).join(" · ");
}
