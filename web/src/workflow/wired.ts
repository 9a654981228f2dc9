import { type Catalogue, titleOf } from "./catalogue";
import { type End, linksOf, nodesOf, type Workflow } from "./document";

/** What enters a node: by input, what each wire comes from, in the order of the links. */
export type Wired = ReadonlyMap<string, readonly string[]>;

/** By workflow and then by node. A workflow is shown with one catalogue. */
const known = new WeakMap<Workflow, ReadonlyMap<string, string>>();

/** What enters a node, as one text: equal texts keep a node from being drawn again. */
export function wiredText(workflow: Workflow, catalogue: Catalogue, node: string): string {
  const index = known.get(workflow) ?? indexed(workflow, catalogue);
  return index.get(node) ?? "[]";
}

export function readWired(text: string): Wired {
  return new Map(JSON.parse(text) as [string, string[]][]);
}

function indexed(workflow: Workflow, catalogue: Catalogue): ReadonlyMap<string, string> {
  const said = sayer(workflow, catalogue);
  const entering = new Map<string, Map<string, string[]>>();
  for (const { from, to } of linksOf(workflow)) {
    const inputs = entering.get(to[0]) ?? new Map<string, string[]>();
    inputs.set(to[1], [...(inputs.get(to[1]) ?? []), said(from)]);
    entering.set(to[0], inputs);
  }
  const index = new Map([...entering].map(([node, inputs]) => [node, JSON.stringify([...inputs])]));
  known.set(workflow, index);
  return index;
}

/** Names where a wire comes from: the node, and which of its outputs where it has several. */
function sayer(workflow: Workflow, catalogue: Catalogue): (from: End) => string {
  const items = new Map(nodesOf(workflow).map((item) => [item.id, item]));
  return ([node, output]) => {
    const item = items.get(node);
    if (!item) return node;
    const spec = catalogue.get(item.type);
    const title = titleOf(item, spec);
    return (spec?.sockets.outputs.length ?? 0) > 1 ? `${title}, ${output}` : title;
  };
}
