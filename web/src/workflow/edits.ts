import type { NodeSpec } from "@/api/types";
import {
  freeId,
  groupsOf,
  idsOf,
  type Link,
  linkId,
  linksOf,
  type NodeItem,
  nodesOf,
  notesOf,
  type Note,
  ORIGIN,
  type Position,
  type View,
  type Workflow,
} from "./document";

/** Every change of a workflow, as a function from one document to the next. */

export function addNode(workflow: Workflow, spec: NodeSpec, position: Position): [Workflow, id: string] {
  const id = freeId(spec.type, idsOf(workflow));
  return [{ ...workflow, nodes: [...nodesOf(workflow), { id, type: spec.type, position }] }, id];
}

export function setWidget(workflow: Workflow, node: string, name: string, value: unknown): Workflow {
  return changeNode(workflow, node, (item) => ({ ...item, widgets: { ...item.widgets, [name]: value } }));
}

/** A node's own title; an empty one gives back that of its type. */
export function setTitle(workflow: Workflow, node: string, title: string): Workflow {
  return changeNode(workflow, node, ({ title: _, ...item }) => (title ? { ...item, title } : item));
}

function changeNode(workflow: Workflow, id: string, change: (item: NodeItem) => NodeItem): Workflow {
  return { ...workflow, nodes: nodesOf(workflow).map((item) => (item.id === id ? change(item) : item)) };
}

export function rename(workflow: Workflow, name: string): Workflow {
  return { ...workflow, name };
}

/** Nodes and notes at other places, by id. */
export function move(workflow: Workflow, places: ReadonlyMap<string, Position>): Workflow {
  const moved = <T extends { id: string; position?: Position }>(item: T): T => {
    const position = places.get(item.id);
    return position ? { ...item, position: { ...item.position, ...position } } : item;
  };
  const next = { ...workflow, nodes: nodesOf(workflow).map(moved) };
  return notesOf(workflow).some(({ id }) => places.has(id))
    ? withView(next, { notes: notesOf(workflow).map(moved) })
    : next;
}

/** Without these nodes, notes, groups and wires, and without the wires and memberships that hung on them. */
export function remove(workflow: Workflow, ids: ReadonlySet<string>, links: ReadonlySet<string>): Workflow {
  const hangs = (link: Link) => links.has(linkId(link)) || ids.has(link.from[0]) || ids.has(link.to[0]);
  const stays = ({ id }: { id: string }) => !ids.has(id);
  const next = {
    ...workflow,
    nodes: nodesOf(workflow).filter(stays),
    links: linksOf(workflow).filter((link) => !hangs(link)),
  };
  if (!workflow.view) return next;
  return withView(next, {
    notes: notesOf(workflow).filter(stays),
    groups: withoutMembers(workflow, ids).filter((one) => stays(one) && one.members.length > 0),
  });
}

export function addNote(workflow: Workflow, position: Position): [Workflow, id: string] {
  const id = freeId("note", idsOf(workflow));
  return [withView(workflow, { notes: [...notesOf(workflow), { id, text: "", position }] }), id];
}

export function changeNote(workflow: Workflow, id: string, change: Partial<Note>): Workflow {
  return withView(workflow, {
    notes: notesOf(workflow).map((note): Note => (note.id === id ? { ...note, ...change, id } : note)),
  });
}

/** A frame around these; a node is in one group at most. */
export function group(workflow: Workflow, members: readonly string[]): [Workflow, id: string] {
  const id = freeId("group", idsOf(workflow));
  const others = withoutMembers(workflow, new Set(members)).filter((one) => one.members.length > 0);
  return [withView(workflow, { groups: [...others, { id, title: "Group", members }] }), id];
}

export function renameGroup(workflow: Workflow, id: string, title: string): Workflow {
  return withView(workflow, {
    groups: groupsOf(workflow).map((one) => (one.id === id ? { ...one, title } : one)),
  });
}

/** Without the groups that are named or have one of these members; the members stay. */
export function ungroup(workflow: Workflow, ids: ReadonlySet<string>): Workflow {
  const touched = ({ id, members = [] }: { id: string; members?: readonly string[] }) =>
    ids.has(id) || members.some((member) => ids.has(member));
  return withView(workflow, { groups: groupsOf(workflow).filter((one) => !touched(one)) });
}

function withoutMembers(workflow: Workflow, ids: ReadonlySet<string>) {
  return groupsOf(workflow).map((one) => ({
    ...one,
    members: (one.members ?? []).filter((id) => !ids.has(id)),
  }));
}

function withView(workflow: Workflow, change: Partial<View>): Workflow {
  return { ...workflow, view: { ...workflow.view, ...change } };
}

export function positionOf(item: { position?: Position }): Required<Pick<Position, "x" | "y">> {
  return { x: item.position?.x ?? ORIGIN.x ?? 0, y: item.position?.y ?? ORIGIN.y ?? 0 };
}
