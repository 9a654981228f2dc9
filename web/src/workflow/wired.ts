import { type Link, linksOf, type Workflow } from "./document";

const known = new WeakMap<readonly Link[], ReadonlyMap<string, string>>();

/** The inputs of a node that have a wire, as one text: equal texts keep a node from being drawn again. */
export function wiredInputs(workflow: Workflow, node: string): string {
  const links = linksOf(workflow);
  const index = known.get(links) ?? indexed(links);
  return index.get(node) ?? "";
}

export function isWired(wired: string, name: string): boolean {
  return wired.includes(` ${name} `);
}

function indexed(links: readonly Link[]): ReadonlyMap<string, string> {
  const index = new Map<string, string>();
  for (const { to } of links) index.set(to[0], `${index.get(to[0]) ?? ""} ${to[1]} `);
  known.set(links, index);
  return index;
}
