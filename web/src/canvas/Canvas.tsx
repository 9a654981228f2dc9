import "@xyflow/react/dist/base.css";
import { useComputedColorScheme } from "@mantine/core";
import type { MouseEvent } from "react";
import {
  Background,
  BackgroundVariant,
  Controls,
  type EdgeTypes,
  MiniMap,
  type NodeTypes,
  ReactFlow,
  useReactFlow,
} from "@xyflow/react";
import classes from "./Canvas.module.css";
import type { FlowNode, Wire as WireEdge } from "./flow";
import { Far, MANY, useFar } from "./far";
import { FarWires } from "./FarWires";
import { FIT, useKeepFitted, viewFitted, viewMoved } from "./fit";
import { onNodesChange, onWiresChange, useFlow } from "./flow-store";
import { GroupFrame } from "./GroupFrame";
import { NodeCard } from "./NodeCard";
import { HelpSheet } from "./HelpSheet";
import { NodeMenu } from "./NodeMenu";
import { NodeSearch } from "./NodeSearch";
import { NoteCard } from "./NoteCard";
import { SelectionBar } from "./SelectionBar";
import { openMenu, openSearch } from "./ui";
import { useConnecting } from "./useConnecting";
import { useDropping } from "./useDropping";
import { Wire } from "./Wire";

const NODE_TYPES: NodeTypes = { node: NodeCard, note: NoteCard, group: GroupFrame };
const WIRE_TYPES: EdgeTypes = { wire: Wire };
/** On the map a group is a frame, not a block that hides what is in it. */
const mapColour = ({ type }: FlowNode) => (type === "group" ? "var(--accent-soft)" : "var(--line-strong)");
const onNodeContextMenu = (event: MouseEvent, { id, type }: FlowNode) => {
  if (type !== "node") return;
  event.preventDefault();
  openMenu({ node: id, x: event.clientX, y: event.clientY });
};
/** From this many nodes on there is a map; fewer are seen at a glance, and it would lie over them. */
const MAPPED = 8;
/** From far away all wires are drawn in one. */
const NO_WIRES: WireEdge[] = [];

export function Canvas() {
  const { nodes, wires } = useFlow();
  const connecting = useConnecting();
  const dropping = useDropping();
  const look = useKeepFitted();
  const { screenToFlowPosition } = useReactFlow();
  const far = useFar(nodes.length);
  const onDoubleClick = ({ target, clientX: x, clientY: y }: MouseEvent) => {
    const onPane = target instanceof Element && target.classList.contains("react-flow__pane");
    if (onPane) openSearch({ screen: { x, y }, at: screenToFlowPosition({ x, y }) });
  };
  return (
    <Far value={far}>
      <ReactFlow
        className={classes.canvas}
        nodes={nodes}
        edges={far ? NO_WIRES : wires}
        nodeTypes={NODE_TYPES}
        edgeTypes={WIRE_TYPES}
        onNodesChange={(changes) => {
          onNodesChange(changes);
          if (changes.some(({ type }) => type === "dimensions")) look();
        }}
        onMoveStart={(event) => event && viewMoved()}
        onNodeDragStart={viewMoved}
        onEdgesChange={onWiresChange}
        onDoubleClick={onDoubleClick}
        onNodeContextMenu={onNodeContextMenu}
        {...connecting}
        {...dropping}
        colorMode={useComputedColorScheme("light")}
        fitView
        fitViewOptions={FIT}
        minZoom={0.1}
        maxZoom={2}
        deleteKeyCode={null}
        multiSelectionKeyCode={["Shift", "Control", "Meta"]}
        zoomOnDoubleClick={false}
        tabIndex={-1}
        onlyRenderVisibleElements={nodes.length > MANY}
        data-many={nodes.length > MANY || undefined}
        connectionRadius={28}
        reconnectRadius={14}
        proOptions={{ hideAttribution: true }}
      >
        <Background variant={BackgroundVariant.Dots} gap={20} size={1.2} />
        <Controls
          showInteractive={false}
          position="bottom-left"
          fitViewOptions={FIT}
          onFitView={viewFitted}
        />
        {nodes.length >= MAPPED && (
          <MiniMap
            nodeColor={mapColour}
            pannable
            zoomable
            position="bottom-right"
            ariaLabel="Map of the workflow"
          />
        )}
        {far && <FarWires />}
        <SelectionBar />
        <NodeMenu />
        <NodeSearch />
        <HelpSheet />
      </ReactFlow>
    </Far>
  );
}
