import type { Catalogue } from "@/workflow/catalogue";
import type { Workflow } from "@/workflow/document";
import { callsBy, type ToolUse } from "@/run/calls";
import { picturesIn } from "@/run/pictures";
import { isOver, type NodeError, type NodeRun, type RunState, UNTOUCHED } from "@/run/state";
import { askedAt, chatTarget, type Said } from "./target";

/** A message and its answer: one run of the workflow, looked at from its language model. */
export interface Turn {
  readonly asked: string;
  /** What was said before; with nothing a conversation begins. */
  readonly said: readonly Said[];
  readonly node: NodeRun;
  /** Whether the run is over. */
  readonly over: boolean;
  readonly uses: readonly ToolUse[];
  readonly text: string;
  readonly errors: readonly NodeError[];
}

/** The turn that a run is; null where nothing in what ran can be chatted with. */
export function turnOf(workflow: Workflow, catalogue: Catalogue, run: RunState): Turn | null {
  const target = chatTarget(workflow, catalogue);
  if (!target) return null;
  const node = run.nodes[target.llm.id] ?? UNTOUCHED;
  const answer = node.outputs?.response;
  return {
    ...askedAt(target, workflow, catalogue),
    node,
    over: isOver(run),
    uses: callsBy(run, target.llm.id),
    text: typeof answer === "string" ? answer : node.text,
    errors: node.error ? [node.error] : run.errors,
  };
}

/** What the next message comes after: this turn, and all before it. A turn without an answer is left out. */
export function saidAfter({ asked, said, node, text }: Turn): readonly Said[] {
  if (!node.outputs || !text) return said;
  return [...said, { role: "user", content: asked }, { role: "assistant", content: text }];
}

/** The pictures of a tool's result that the answer does not show. */
export function unshown({ text }: Turn, { over }: ToolUse) {
  return picturesIn(over?.result).filter(({ filename }) => !text.includes(filename));
}
