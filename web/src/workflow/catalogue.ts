import type { InputSpec, NodeSpec, OutputSpec } from "@/api/types";
import type { End, NodeItem, Workflow } from "./document";
import { nodesOf } from "./document";

/** The node types that are installed, by type. */
export type Catalogue = ReadonlyMap<string, NodeSpec>;

export function catalogueOf(specs: readonly NodeSpec[]): Catalogue {
  return new Map(specs.map((spec) => [spec.type, spec]));
}

export function nodeOf(workflow: Workflow, id: string): NodeItem | undefined {
  return nodesOf(workflow).find((item) => item.id === id);
}

export function specOf(workflow: Workflow, catalogue: Catalogue, id: string): NodeSpec | undefined {
  const item = nodeOf(workflow, id);
  return item && catalogue.get(item.type);
}

export function inputOf(workflow: Workflow, catalogue: Catalogue, [node, name]: End): InputSpec | undefined {
  return specOf(workflow, catalogue, node)?.sockets.inputs.find((input) => input.name === name);
}

export function outputOf(
  workflow: Workflow,
  catalogue: Catalogue,
  [node, name]: End,
): OutputSpec | undefined {
  return specOf(workflow, catalogue, node)?.sockets.outputs.find((output) => output.name === name);
}

/** The name that people see on a node. */
export function titleOf(item: NodeItem, spec: NodeSpec | undefined): string {
  return item.title ?? spec?.title ?? item.type;
}

/** A widget's value: what the document says, else the default. */
export function widgetValue(item: NodeItem, spec: NodeSpec, name: string): unknown {
  const value = item.widgets?.[name];
  return value === undefined ? spec.widgets.find((widget) => widget.name === name)?.default : value;
}
