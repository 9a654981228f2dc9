import { type InternalNode, type NodeHandle, Position, useStoreApi, ViewportPortal } from "@xyflow/react";
import type { CSSProperties } from "react";
import type { FlowNode, Wire } from "./flow";
import { useFlow } from "./flow-store";
import { type Ends, wirePath } from "./wire-path";
import classes from "./Far.module.css";

/** All wires as a few lines, one for each colour: from far away, hundreds of elements would say no more. */
export function FarWires() {
  const { nodes, wires } = useFlow();
  const flow = useStoreApi<FlowNode, Wire>();
  const { nodeLookup } = flow.getState();
  const places = new Map(nodes.map(({ id, position }) => [id, position]));
  const lines = new Map<string, string[]>();
  for (const wire of wires) {
    const ends = endsOf(wire, nodeLookup, places);
    if (!ends) continue;
    const type = wire.data?.type ?? "ANY";
    lines.set(type, [...(lines.get(type) ?? []), wirePath(ends)]);
  }
  return (
    <ViewportPortal>
      <svg className={classes.wires} aria-hidden>
        {[...lines].map(([type, paths]) => (
          <path
            key={type}
            d={paths.join(" ")}
            style={{ "--socket": `var(--socket-${type})` } as CSSProperties}
          />
        ))}
      </svg>
    </ViewportPortal>
  );
}

type Point = Readonly<Record<"x" | "y", number>>;

function endsOf(
  { source, sourceHandle, target, targetHandle }: Wire,
  nodes: ReadonlyMap<string, InternalNode<FlowNode>>,
  places: ReadonlyMap<string, Point>,
): Ends | null {
  const [from, to] = [nodes.get(source), nodes.get(target)];
  const [start, end] = [places.get(source), places.get(target)];
  if (!from || !to || !start || !end) return null;
  const out = socketIn(from, "source", sourceHandle);
  const into = socketIn(to, "target", targetHandle);
  return {
    sourceX: start.x + out.x,
    sourceY: start.y + out.y,
    sourcePosition: Position.Right,
    targetX: end.x + into.x,
    targetY: end.y + into.y,
    targetPosition: Position.Left,
  };
}

/** Where a socket was when the node was last drawn whole; the middle of its side where it was not there yet. */
function socketIn(
  { internals, measured }: InternalNode<FlowNode>,
  side: "source" | "target",
  name: string | null | undefined,
): Point {
  const found = internals.handleBounds?.[side]?.find(
    ({ id }: NodeHandle | { id?: string | null }) => id === name,
  );
  const { width = 0, height = 0 } = measured;
  if (!found) return { x: side === "source" ? width : 0, y: height / 2 };
  return { x: found.x + (side === "source" ? found.width : 0), y: found.y + found.height / 2 };
}
