import type { Edge, Node, NodeChange } from "@xyflow/react";
import type { SocketType } from "@/api/types";
import { type Catalogue, outputOf } from "@/workflow/catalogue";
import {
  type Group,
  groupsOf,
  linkId,
  linksOf,
  type NodeItem,
  nodesOf,
  type Note,
  notesOf,
  type Position,
  type Workflow,
} from "@/workflow/document";
import { positionOf } from "@/workflow/edits";
import { endsIn } from "./rows";

/** What React Flow draws, made from the document. What did not change stays the same object, and is not drawn again. */
export type NodeNode = Node<{ item: NodeItem }, "node">;
export type NoteNode = Node<{ note: Note }, "note">;
export type GroupNode = Node<{ group: Group }, "group">;
export type FlowNode = NodeNode | NoteNode | GroupNode;
export type Wire = Edge<{ type: SocketType; calls: boolean }, "wire">;

export const NODE_WIDTH = 280;
/** A group stays behind its members when it is selected, for which React Flow raises a node by this much. */
const RAISED = 1000;
const BEHIND = -1;
const GROUP_MARGIN = 20;
const GROUP_HEAD = 34;

export function drawnNodes(
  workflow: Workflow,
  selected: ReadonlySet<string>,
  previous: readonly FlowNode[],
): FlowNode[] {
  const known = new Map(previous.map((node) => [node.id, node]));
  const nodes = nodesOf(workflow).map((item) =>
    kept<NodeNode>(known.get(item.id), {
      id: item.id,
      type: "node",
      position: positionOf(item),
      data: { item },
      selected: selected.has(item.id),
    }),
  );
  const notes = notesOf(workflow).map((note) =>
    kept<NoteNode>(known.get(note.id), {
      id: note.id,
      type: "note",
      position: positionOf(note),
      data: { note },
      selected: selected.has(note.id),
      width: note.width ?? 240,
      height: note.height ?? 120,
    }),
  );
  const groups = groupsOf(workflow).map((group) =>
    kept<GroupNode>(known.get(group.id), {
      id: group.id,
      type: "group",
      position: { x: 0, y: 0 },
      data: { group },
      selected: selected.has(group.id),
      zIndex: selected.has(group.id) ? BEHIND - RAISED : BEHIND,
    }),
  );
  return framed([...groups, ...nodes, ...notes]);
}

function kept<N extends FlowNode>(before: FlowNode | undefined, now: N): N {
  if (before?.type !== now.type) return now;
  const { x, y } = before.position;
  const still = now.type === "group" || (x === now.position.x && y === now.position.y);
  const sized = before.width === now.width && before.height === now.height;
  if (
    still &&
    (sized || now.type === "group") &&
    before.selected === now.selected &&
    same(before.data, now.data)
  ) {
    return before as N;
  }
  return now.type === "group" ? { ...before, ...now, position: before.position } : { ...before, ...now };
}

function same(one: object, other: object): boolean {
  return Object.entries(one).every(([name, value]) => (other as Record<string, unknown>)[name] === value);
}

/** The groups' frames, around where their members stand now. */
export function framed(nodes: FlowNode[]): FlowNode[] {
  if (!nodes.some((node) => node.type === "group")) return nodes;
  const byId = new Map(nodes.map((node) => [node.id, node]));
  return nodes.map((node) => (node.type === "group" ? frame(node, byId) : node));
}

function frame(node: GroupNode, byId: ReadonlyMap<string, FlowNode>): GroupNode {
  const members = (node.data.group.members ?? []).flatMap((id) => byId.get(id) ?? []);
  if (members.length === 0) return { ...node, width: 200, height: 80 };
  const left = Math.min(...members.map(({ position }) => position.x)) - GROUP_MARGIN;
  const top = Math.min(...members.map(({ position }) => position.y)) - GROUP_MARGIN - GROUP_HEAD;
  const right = Math.max(...members.map((member) => member.position.x + sizeOf(member).width)) + GROUP_MARGIN;
  const bottom =
    Math.max(...members.map((member) => member.position.y + sizeOf(member).height)) + GROUP_MARGIN;
  const [width, height] = [right - left, bottom - top];
  const { position } = node;
  if (position.x === left && position.y === top && node.width === width && node.height === height)
    return node;
  return { ...node, position: { x: left, y: top }, width, height };
}

export function sizeOf(node: FlowNode): { width: number; height: number } {
  return {
    width: node.measured?.width ?? node.width ?? NODE_WIDTH,
    height: node.measured?.height ?? node.height ?? 160,
  };
}

export function drawnWires(
  workflow: Workflow,
  catalogue: Catalogue,
  selected: ReadonlySet<string>,
  previous: readonly Wire[],
): Wire[] {
  const known = new Map(previous.map((wire) => [wire.id, wire]));
  const endOf = endsIn(workflow, catalogue);
  return linksOf(workflow).map((link) => {
    const id = linkId(link);
    const output = outputOf(workflow, catalogue, link.from);
    const data = { type: output?.type ?? "ANY", calls: output?.calls ?? false };
    const before = known.get(id);
    const targetHandle = endOf(link);
    const still = before?.selected === selected.has(id) && before.targetHandle === targetHandle;
    if (still && same(before.data ?? {}, data)) return before;
    const [[source, sourceHandle], [target]] = [link.from, link.to];
    return { id, type: "wire", source, sourceHandle, target, targetHandle, selected: selected.has(id), data };
  });
}

/** React Flow's changes, with a group taking its members along. */
export function withMembers(
  nodes: readonly FlowNode[],
  changes: NodeChange<FlowNode>[],
): NodeChange<FlowNode>[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const moved = new Set(changes.flatMap((change) => (change.type === "position" ? change.id : [])));
  return changes.flatMap((change): NodeChange<FlowNode>[] => {
    const node = change.type === "position" ? byId.get(change.id) : undefined;
    if (change.type !== "position" || node?.type !== "group" || !change.position) return [change];
    const [dx, dy] = [change.position.x - node.position.x, change.position.y - node.position.y];
    const members = (node.data.group.members ?? []).flatMap((id) =>
      moved.has(id) ? [] : (byId.get(id) ?? []),
    );
    return members.map(({ id, position }) => ({
      type: "position" as const,
      id,
      position: { x: position.x + dx, y: position.y + dy },
      dragging: change.dragging ?? false,
    }));
  });
}

/** The nodes and notes that stand elsewhere than in the document. */
export function movedNodes(workflow: Workflow, nodes: readonly FlowNode[]): Map<string, Position> {
  const at = new Map([...nodesOf(workflow), ...notesOf(workflow)].map((item) => [item.id, positionOf(item)]));
  const moved = nodes.filter(({ id, position }) => {
    const before = at.get(id);
    return before && (before.x !== position.x || before.y !== position.y);
  });
  return new Map(
    moved.map(({ id, position }) => [id, { x: Math.round(position.x), y: Math.round(position.y) }]),
  );
}
