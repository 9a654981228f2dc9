import type { Called, Calling, NodeError, RunState, ToolCall } from "./state";

/** A call of a tool, under way or over. */
export interface ToolUse extends Calling {
  readonly id: string;
  readonly tool: string;
  readonly over: Called | null;
}

/** The calls that a node made in a run, in the order in which they began. */
export function callsBy(run: RunState, caller: string): ToolUse[] {
  const uses = Object.entries(run.nodes).flatMap(([tool, { calls, called }]) =>
    Object.entries({ ...called, ...calls }).map(([firing, call]) => ({
      ...call,
      id: `${tool} ${firing}`,
      tool,
      over: firing in calls ? null : (called[Number(firing)] ?? null),
    })),
  );
  return uses.filter((use) => use.caller === caller).sort((one, other) => one.at - other.at);
}

/** A call's arguments in one line: `prompt: a red fox`. What is no object shows as it came. */
export function argumentsOf({ arguments: given }: ToolCall): string {
  const value = read(given);
  if (typeof value !== "object" || value === null) return spelled(value);
  return Object.entries(value)
    .map(([name, one]) => `${name}: ${spelled(one)}`)
    .join(", ");
}

/** Why a call failed: the tool's own error, or the node's. */
export function errorOf({ error, result }: Called): NodeError | null {
  if (error) return error;
  const failed = typeof result === "object" && result !== null && "error" in result && "code" in result;
  return failed ? (result as NodeError) : null;
}

/** Some models send their arguments as a text of JSON. */
function read(given: unknown): unknown {
  if (typeof given !== "string") return given ?? {};
  try {
    return JSON.parse(given);
  } catch {
    return given;
  }
}

function spelled(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
