import { applyNodeChanges, type EdgeChange, type NodeChange } from "@xyflow/react";
import { create } from "zustand";
import { move } from "@/workflow/edits";
import { edit, select, useEditor } from "@/workflow/store";
import { drawnNodes, drawnWires, type FlowNode, framed, movedNodes, type Wire, withMembers } from "./flow";

/** What is drawn: the document, with measures and with places under the pointer that are not yet in the document. */
export const useFlow = create<{ nodes: FlowNode[]; wires: Wire[] }>(() => ({ nodes: [], wires: [] }));

useEditor.subscribe(({ document, catalogue, selected }) => {
  useFlow.setState(({ nodes, wires }) => ({
    nodes: drawnNodes(document, selected, nodes),
    wires: drawnWires(document, catalogue, selected, wires),
  }));
});

export function onNodesChange(changes: NodeChange<FlowNode>[]): void {
  selectBy(changes);
  const { nodes } = useFlow.getState();
  const others = withMembers(nodes, changes).filter(
    ({ type }) => type === "position" || type === "dimensions",
  );
  if (others.length === 0) return;
  useFlow.setState({ nodes: framed(applyNodeChanges(others, nodes)) });
  if (others.some((change) => change.type === "position" && change.dragging === false)) keepPlaces();
}

export function onWiresChange(changes: EdgeChange<Wire>[]): void {
  selectBy(changes);
}

function keepPlaces(): void {
  edit((document) => {
    const places = movedNodes(document, useFlow.getState().nodes);
    return places.size > 0 ? move(document, places) : document;
  });
}

function selectBy(changes: (NodeChange<FlowNode> | EdgeChange<Wire>)[]): void {
  const chosen = changes.filter((change) => change.type === "select");
  if (chosen.length === 0) return;
  const selected = new Set(useEditor.getState().selected);
  for (const { id, selected: on } of chosen) {
    if (on) selected.add(id);
    else selected.delete(id);
  }
  select(selected);
}
