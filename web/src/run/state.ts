import type { RunEvent } from "@/api/types";

export type Phase = "waiting" | "running" | "done" | "cached" | "failed" | "skipped" | "stopped";

/** Why a node failed, as the server's errors say it; see docs/errors.md. */
export interface NodeError {
  readonly error: string;
  readonly code: string;
  readonly charged: "no" | "yes" | "unknown";
  readonly retryable: boolean;
}

/** A tool call as it stands in the event that begins it. */
export interface ToolCall {
  readonly id?: string;
  readonly name?: string;
  readonly arguments?: unknown;
}

/** A call of a tool by another node: it lasts as long as the firing that carries it out. */
export interface Calling {
  readonly caller: string;
  readonly call: ToolCall;
  /** When it began, in seconds since 1970. */
  readonly at: number;
}

/** A call that came to an end: what the tool answered, or why it failed. */
export interface Called extends Calling {
  readonly result: unknown;
  readonly error: NodeError | null;
  readonly seconds: number;
  readonly cost: number | null;
  readonly cached: boolean;
}

/** What is known of a node in a run. `cost` is in dollars, null while a part of it is not known. */
export interface NodeRun {
  readonly phase: Phase;
  /** The firings under way, by number, with the time they began (seconds since 1970). */
  readonly active: Readonly<Record<number, number>>;
  /** The calls under way, and those that are over, by firing. */
  readonly calls: Readonly<Record<number, Calling>>;
  readonly called: Readonly<Record<number, Called>>;
  readonly firings: number;
  readonly seconds: number;
  readonly cost: number | null;
  readonly message: string;
  readonly fraction: number | null;
  readonly text: string;
  readonly outputs: Readonly<Record<string, unknown>> | null;
  readonly error: NodeError | null;
  readonly reason: string;
}

export type RunStatus = "queued" | "running" | "finished" | "failed" | "cancelled" | "interrupted";

/** A run as its events tell it. Two readers of the same events have the same state. */
export interface RunState {
  readonly id: string;
  readonly seq: number;
  readonly status: RunStatus;
  readonly startedAt: number | null;
  readonly seconds: number | null;
  readonly nodes: Readonly<Record<string, NodeRun>>;
  readonly errors: readonly NodeError[];
  /** The events that the log tells of: all but pieces of text and what a node puts on record. */
  readonly events: readonly RunEvent[];
}

export const UNTOUCHED: NodeRun = {
  phase: "waiting",
  active: {},
  calls: {},
  called: {},
  firings: 0,
  seconds: 0,
  cost: 0,
  message: "",
  fraction: null,
  text: "",
  outputs: null,
  error: null,
  reason: "",
};

export function newRun(id: string): RunState {
  return { id, seq: 0, status: "queued", startedAt: null, seconds: null, nodes: {}, errors: [], events: [] };
}

export const isOver = (run: RunState): boolean => run.status !== "queued" && run.status !== "running";

/** What the run has cost, in dollars; null where a part of it is not known. */
export function costOf(run: RunState): number | null {
  return Object.values(run.nodes).reduce<number | null>((sum, node) => plus(sum, node.cost), 0);
}

export function plus(one: number | null, other: number | null): number | null {
  return one === null || other === null ? null : one + other;
}
