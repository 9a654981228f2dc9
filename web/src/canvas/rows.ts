import type { Catalogue } from "@/workflow/catalogue";
import { type Link, nodesOf, type Workflow } from "@/workflow/document";

/** An array input has a row for each of its wires. Only the drawing knows their handles; links name the input. */

/** No socket's name holds it: they are names of Python. */
const MARK = "#";

/** The handle of an input's row, by the place of its wire among those of the input. */
export function rowOf(input: string, place: number): string {
  return `${input}${MARK}${place}`;
}

/** The socket that a handle stands for. */
export function socketOf(handle: string): string {
  return handle.split(MARK, 1)[0] ?? handle;
}

/** Says of each link in turn at which handle its wire ends; ask in the order of the links. */
export function endsIn(workflow: Workflow, catalogue: Catalogue): (link: Link) => string {
  const types = new Map(nodesOf(workflow).map(({ id, type }) => [id, type]));
  const taken = new Map<string, number>();
  return ({ to: [node, name] }) => {
    const inputs = catalogue.get(types.get(node) ?? "")?.sockets.inputs;
    if (!inputs?.some((input) => input.name === name && input.array)) return name;
    const end = `${node} ${name}`;
    const place = taken.get(end) ?? 0;
    taken.set(end, place + 1);
    return rowOf(name, place);
  };
}
