import type { NodeSpec } from "@/api/types";
import type { NodeItem } from "@/workflow/document";

const MANY = 6;
const ALWAYS = 4;

/** The widgets that a node with many of them need not show: all but the first few, as long as nobody has set them. */
export function folded(item: NodeItem, spec: NodeSpec): ReadonlySet<string> {
  if (spec.widgets.length <= MANY) return new Set();
  const rest = spec.widgets.slice(ALWAYS).filter(({ name }) => item.widgets?.[name] === undefined);
  return new Set(rest.map(({ name }) => name));
}
