import { type Catalogue, nodeOf, titleOf, widgetValue } from "@/workflow/catalogue";
import { type End, linksOf, type NodeItem, nodesOf, type Workflow } from "@/workflow/document";

/** Where the messages of a chat go: a widget of a node, and the language model that hears of it. */
export interface Target {
  readonly llm: NodeItem;
  /** The node and the widget that hold the message: the model's own prompt, or those of a node wired into it. */
  readonly into: End;
}

/** An earlier turn, as the model's `history` takes it. */
export interface Said {
  readonly role: "user" | "assistant";
  readonly content: string;
}

const WRITABLE: ReadonlySet<string> = new Set(["text", "textarea"]);

/**
 * The first node with a prompt and a history whose prompt a person can write: it has no wire, or one from a node that
 * only holds a text.
 */
export function chatTarget(workflow: Workflow, catalogue: Catalogue): Target | null {
  for (const llm of nodesOf(workflow)) {
    const names = new Set(catalogue.get(llm.type)?.widgets.map(({ name }) => name));
    const into = names.has("prompt") && names.has("history") && holder(workflow, catalogue, llm.id);
    if (into) return { llm, into };
  }
  return null;
}

function holder(workflow: Workflow, catalogue: Catalogue, llm: string): End | null {
  const source = linksOf(workflow).find(({ to }) => to[0] === llm && to[1] === "prompt")?.from[0];
  if (source === undefined) return [llm, "prompt"];
  const spec = catalogue.get(nodeOf(workflow, source)?.type ?? "");
  const fed = linksOf(workflow).some(({ to }) => to[0] === source);
  const widget = spec?.sockets.inputs.length === 0 && spec.widgets.find(({ kind }) => WRITABLE.has(kind));
  return widget && !fed ? [source, widget.name] : null;
}

/** Where messages go, in words. */
export function explained({ llm, into }: Target, workflow: Workflow, catalogue: Catalogue): string {
  const named = (item: NodeItem) => `“${titleOf(item, catalogue.get(item.type))}”`;
  const item = nodeOf(workflow, into[0]);
  if (!item || item.id === llm.id) return `What you write stands in for the prompt of ${named(llm)}.`;
  return `What you write stands in for ${named(item)}, which feeds the prompt of ${named(llm)}.`;
}

/** What a workflow asks at its target, and what was said before. */
export function askedAt(
  target: Target,
  workflow: Workflow,
  catalogue: Catalogue,
): { asked: string; said: Said[] } {
  const [id, name] = target.into;
  const item = nodeOf(workflow, id);
  const spec = item && catalogue.get(item.type);
  const asked = item && spec ? widgetValue(item, spec, name) : "";
  const history = target.llm.widgets?.history;
  return {
    asked: typeof asked === "string" ? asked : "",
    said: Array.isArray(history) ? (history as Said[]) : [],
  };
}

/** The widget values that make a run a turn of the chat. */
export function turnWidgets({ llm, into: [node, name] }: Target, message: string, said: readonly Said[]) {
  return node === llm.id
    ? { [node]: { [name]: message, history: said } }
    : { [node]: { [name]: message }, [llm.id]: { history: said } };
}
