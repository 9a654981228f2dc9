import type { RunEvent } from "@/api/types";
import {
  type Called,
  type Calling,
  type NodeError,
  type NodeRun,
  type Phase,
  plus,
  type RunState,
  type ToolCall,
  UNTOUCHED,
} from "./state";

const UNTOLD: ReadonlySet<string> = new Set(["node_text", "node_kept", "node_remembered"]);

type NodeEvent = Extract<RunEvent, { node: string }>;

/** The state after these events. Events that were seen before are passed over, so a reader may ask for them again. */
export function reduce(run: RunState, events: readonly RunEvent[]): RunState {
  const news = events.filter((event) => event.seq > run.seq);
  const last = news.at(-1);
  if (!last) return run;
  const nodes = { ...run.nodes };
  const told = news.filter(({ kind }) => !UNTOLD.has(kind));
  const all = told.length > 0 ? [...run.events, ...told] : run.events;
  let next: RunState = { ...run, seq: last.seq, events: all, nodes };
  for (const event of news) {
    if ("node" in event) nodes[event.node] = nodeAfter(nodes[event.node] ?? UNTOUCHED, event);
    else next = runAfter(next, nodes, event);
  }
  return next;
}

function runAfter(
  run: RunState,
  nodes: Record<string, NodeRun>,
  event: Exclude<RunEvent, NodeEvent>,
): RunState {
  switch (event.kind) {
    case "run_started":
      for (const id of event.nodes) nodes[id] ??= UNTOUCHED;
      return { ...run, status: "running", startedAt: event.at };
    case "run_finished":
      return { ...run, ...ended(nodes, "done"), status: "finished", seconds: event.seconds };
    case "run_failed":
      return {
        ...run,
        ...ended(nodes, "stopped"),
        status: "failed",
        seconds: event.seconds,
        errors: errorsOf(event.errors),
      };
    case "run_cancelled":
      return { ...run, ...ended(nodes, "stopped"), status: "cancelled", seconds: event.seconds };
    case "run_interrupted":
      return { ...run, ...ended(nodes, "stopped"), status: "interrupted" };
    case "run_resumed":
      for (const [id, node] of Object.entries(nodes)) nodes[id] = again(node);
      return { ...run, status: "running", seconds: null, errors: [] };
  }
}

/** What had not come to an end waits again. */
function again(node: NodeRun): NodeRun {
  return ["stopped", "skipped", "failed"].includes(node.phase)
    ? { ...node, phase: "waiting", reason: "" }
    : node;
}

/** Nothing is under way after the end; what never fired has nothing to wait for any more. */
function ended(nodes: Record<string, NodeRun>, under_way: Phase): Pick<RunState, "nodes"> {
  for (const [id, node] of Object.entries(nodes)) {
    if (node.phase === "running") nodes[id] = { ...node, phase: under_way, active: {}, calls: {} };
    else if (node.phase === "waiting") nodes[id] = { ...node, phase: "stopped" };
  }
  return { nodes };
}

function errorsOf(errors: readonly unknown[]): NodeError[] {
  return errors as NodeError[];
}

function nodeAfter(node: NodeRun, event: NodeEvent): NodeRun {
  switch (event.kind) {
    case "node_started":
      return started(node, event);
    case "node_progress":
      return { ...node, message: event.message, fraction: event.fraction ?? null };
    case "node_text":
      return { ...node, text: node.text + event.text };
    case "node_finished":
      return over(node, event, event.cached ? "cached" : "done", { outputs: event.outputs });
    case "node_failed":
      return over(node, event, "failed", { error: event.error as unknown as NodeError });
    case "node_skipped":
      return { ...node, phase: "skipped", reason: event.reason };
    default:
      return node;
  }
}

function started(node: NodeRun, event: Extract<RunEvent, { kind: "node_started" }>): NodeRun {
  const { caller, call, firing } = event;
  const calls = caller
    ? { ...node.calls, [firing]: { caller, call: (call ?? {}) as ToolCall, at: event.at } }
    : node.calls;
  const active = { ...node.active, [firing]: event.at };
  return {
    ...node,
    phase: "running",
    active,
    calls,
    // A firing that begins again takes back its failure.
    error: firing <= node.firings ? null : node.error,
    firings: Math.max(node.firings, firing),
    text: "",
    message: "",
    fraction: null,
  };
}

type Over = Extract<RunEvent, { kind: "node_finished" | "node_failed" }>;

function over(node: NodeRun, event: Over, phase: Phase, result: Partial<NodeRun>): NodeRun {
  const { [event.firing]: _began, ...active } = node.active;
  const { [event.firing]: call, ...calls } = node.calls;
  return {
    ...node,
    ...result,
    // A firing that failed shows, also when others of the node go well.
    phase: Object.keys(active).length > 0 ? "running" : node.error && phase !== "failed" ? "failed" : phase,
    active,
    calls,
    called: call ? { ...node.called, [event.firing]: { ...call, ...outcome(event) } } : node.called,
    seconds: node.seconds + event.seconds,
    cost: plus(node.cost, event.cost_usd === undefined ? 0 : event.cost_usd),
    fraction: null,
  };
}

function outcome(event: Over): Omit<Called, keyof Calling> {
  const failed = event.kind === "node_failed";
  return {
    result: failed ? null : answerIn(event.outputs.output),
    error: failed ? (event.error as unknown as NodeError) : null,
    seconds: event.seconds,
    cost: event.cost_usd === undefined ? 0 : event.cost_usd,
    cached: !failed && event.cached === true,
  };
}

/** What stands in a tool's reply beside the call's id. */
function answerIn(output: unknown): unknown {
  return typeof output === "object" && output !== null && "result" in output ? output.result : output;
}
