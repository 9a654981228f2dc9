import type { ElkNode } from "elkjs";
import type { Box } from "./arrange";
import { type Link, linkId } from "./document";

const OPTIONS = {
  "elk.algorithm": "layered",
  "elk.direction": "RIGHT",
  "elk.spacing.nodeNode": "40",
  "elk.layered.spacing.nodeNodeBetweenLayers": "90",
  "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES",
  "elk.layered.nodePlacement.strategy": "NETWORK_SIMPLEX",
};

/** Places in layers from left to right, by elk in a worker. The upper left corner of all stays where it is. */
export async function laidOut(
  boxes: readonly Box[],
  links: readonly Link[],
): Promise<Map<string, { x: number; y: number }>> {
  const [{ default: Elk }, { default: worker }] = await Promise.all([
    import("elkjs/lib/elk-api.js"),
    import("elkjs/lib/elk-worker.min.js?url"),
  ]);
  const elk = new Elk({ workerFactory: () => new Worker(worker) });
  try {
    const made = await elk.layout(graphOf(boxes, links));
    return placed(boxes, made);
  } finally {
    elk.terminateWorker();
  }
}

/** Wires that say which tools may be called lead back, and would turn the order around. */
export function graphOf(boxes: readonly Box[], links: readonly Link[]): ElkNode {
  const known = new Set(boxes.map(({ id }) => id));
  const edges = links.filter(
    ({ from, to }) => known.has(from[0]) && known.has(to[0]) && to[1] !== "tool_call",
  );
  return {
    id: "workflow",
    layoutOptions: OPTIONS,
    children: boxes.map(({ id, width, height }) => ({ id, width, height })),
    edges: edges.map((link) => ({ id: linkId(link), sources: [link.from[0]], targets: [link.to[0]] })),
  };
}

function placed(boxes: readonly Box[], made: ElkNode): Map<string, { x: number; y: number }> {
  const children = made.children ?? [];
  const left = Math.min(...boxes.map(({ x }) => x)) - Math.min(...children.map(({ x }) => x ?? 0));
  const top = Math.min(...boxes.map(({ y }) => y)) - Math.min(...children.map(({ y }) => y ?? 0));
  return new Map(
    children.map(({ id, x, y }) => [id, { x: Math.round((x ?? 0) + left), y: Math.round((y ?? 0) + top) }]),
  );
}
