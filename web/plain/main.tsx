import "@xyflow/react/dist/style.css";
import "./plain.css";
import { type Edge, type Node, ReactFlow } from "@xyflow/react";
import { createRoot } from "react-dom/client";

/** What our canvas is measured beside: React Flow as it comes, with as many default nodes and wires. */
const COUNT = 500;
const COLUMNS = 25;

const nodes: Node[] = Array.from({ length: COUNT }, (_, index) => ({
  id: String(index),
  position: { x: (index % COLUMNS) * 360, y: Math.floor(index / COLUMNS) * 320 },
  data: { label: `Node ${index}` },
}));
const edges: Edge[] = nodes
  .filter((_, index) => index % COLUMNS > 0)
  .map(({ id }) => ({ id, source: String(Number(id) - 1), target: id }));

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(<ReactFlow defaultNodes={nodes} defaultEdges={edges} fitView minZoom={0.1} />);
}
