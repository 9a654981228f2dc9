import "@xyflow/react/dist/base.css";
import { useComputedColorScheme } from "@mantine/core";
import {
  applyNodeChanges,
  Background,
  BackgroundVariant,
  Controls,
  type EdgeTypes,
  type NodeTypes,
  ReactFlow,
} from "@xyflow/react";
import { useMemo, useState } from "react";
import canvas from "@/canvas/Canvas.module.css";
import { MANY } from "@/canvas/far";
import { drawnNodes, drawnWires, framed } from "@/canvas/flow";
import { Wire } from "@/canvas/Wire";
import type { Catalogue } from "@/workflow/catalogue";
import { nodesOf, type Workflow } from "@/workflow/document";
import { Replayed } from "./replayed";
import { ReplayGroup, ReplayNode, ReplayNote } from "./ReplayNode";

const NODE_TYPES: NodeTypes = { node: ReplayNode, note: ReplayNote, group: ReplayGroup };
const WIRE_TYPES: EdgeTypes = { wire: Wire };
const FIT = { maxZoom: 1, padding: 0.1 };
const NONE = new Set<string>();

/** A workflow as it ran, to be looked at. Its nodes show the run of `useRun`. */
export function ReplayCanvas({ workflow, catalogue }: { workflow: Workflow; catalogue: Catalogue }) {
  const [nodes, setNodes] = useState(() => drawnNodes(workflow, NONE, []));
  const wires = useMemo(() => knownWires(workflow, catalogue), [workflow, catalogue]);
  const shown = useMemo(() => ({ workflow, catalogue }), [workflow, catalogue]);
  return (
    <Replayed value={shown}>
      <ReactFlow
        className={canvas.canvas}
        nodes={nodes}
        edges={wires}
        nodeTypes={NODE_TYPES}
        edgeTypes={WIRE_TYPES}
        onNodesChange={(changes) => setNodes((before) => framed(applyNodeChanges(changes, before)))}
        colorMode={useComputedColorScheme("light")}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        deleteKeyCode={null}
        fitView
        onlyRenderVisibleElements={nodes.length > MANY}
        fitViewOptions={FIT}
        minZoom={0.1}
        maxZoom={2}
        proOptions={{ hideAttribution: true }}
      >
        <Background variant={BackgroundVariant.Dots} gap={20} size={1.2} />
        <Controls showInteractive={false} position="bottom-left" fitViewOptions={FIT} />
      </ReactFlow>
    </Replayed>
  );
}

/** A node that is not installed draws no sockets, so that nothing can end there. */
function knownWires(workflow: Workflow, catalogue: Catalogue) {
  const drawn = new Set(nodesOf(workflow).flatMap(({ id, type }) => (catalogue.has(type) ? id : [])));
  return drawnWires(workflow, catalogue, NONE, []).filter(
    ({ source, target }) => drawn.has(source) && drawn.has(target),
  );
}
