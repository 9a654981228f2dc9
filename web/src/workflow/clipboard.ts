import {
  freeId,
  groupsOf,
  idsOf,
  type Link,
  linksOf,
  nodesOf,
  notesOf,
  type Position,
  type Workflow,
} from "./document";
import { positionOf } from "./edits";
import { freeShift, placesOf, type Point } from "./places";

/** The part of a workflow that is selected, as a workflow of its own: its text is what the clipboard holds. */
export function fragment(workflow: Workflow, ids: ReadonlySet<string>): Workflow {
  const chosen = ({ id }: { id: string }) => ids.has(id);
  const inside = ({ from, to }: Link) => ids.has(from[0]) && ids.has(to[0]);
  return {
    version: 1,
    nodes: nodesOf(workflow).filter(chosen),
    links: linksOf(workflow).filter(inside),
    view: {
      notes: notesOf(workflow).filter(chosen),
      groups: groupsOf(workflow).filter(({ id, members = [] }) => ids.has(id) || isWithin(members, ids)),
    },
  };
}

function isWithin(members: readonly string[], ids: ReadonlySet<string>): boolean {
  return members.length > 0 && members.every((id) => ids.has(id));
}

/** The workflow with the parts of another, under ids of their own, moved as wanted or, where that is taken, further; and those ids. */
export function paste(workflow: Workflow, part: Workflow, wanted: Point): [Workflow, Set<string>] {
  const by = freeShift(workflow, placesOf(part), wanted);
  const taken = idsOf(workflow);
  const names = new Map<string, string>();
  for (const id of idsOf(part)) {
    const free = freeId(id.replace(/_\d+$/, ""), taken);
    taken.add(free);
    names.set(id, free);
  }
  const named = (id: string) => names.get(id) ?? id;
  const placed = <T extends { id: string; position?: Position }>(item: T): T => {
    const { x, y } = positionOf(item);
    return { ...item, id: named(item.id), position: { ...item.position, x: x + by.x, y: y + by.y } };
  };
  const links = linksOf(part).map((link): Link => ({
    ...link,
    from: [named(link.from[0]), link.from[1]],
    to: [named(link.to[0]), link.to[1]],
  }));
  const groups = groupsOf(part).map((one) => ({
    ...one,
    id: named(one.id),
    members: one.members?.map(named),
  }));
  const next: Workflow = {
    ...workflow,
    nodes: [...nodesOf(workflow), ...nodesOf(part).map(placed)],
    links: [...linksOf(workflow), ...links],
    view: {
      ...workflow.view,
      notes: [...notesOf(workflow), ...notesOf(part).map(placed)],
      groups: [...groupsOf(workflow), ...groups],
    },
  };
  return [next, new Set(names.values())];
}

/** The workflow in a text; null where it holds none. */
export function parseWorkflow(text: string): Workflow | null {
  try {
    const value: unknown = JSON.parse(text);
    const fits = typeof value === "object" && value !== null && "version" in value && value.version === 1;
    return fits && Array.isArray((value as Workflow).nodes) ? (value as Workflow) : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
