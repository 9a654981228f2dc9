/** Where nodes go when they are lined up or laid out. All in pixels of the canvas. */

export interface Box {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export type Side = "left" | "right" | "top" | "bottom" | "centre" | "middle";
type Places = Map<string, { x: number; y: number }>;

/** Lined up at one side of the box around all, or on its middle. */
export function aligned(boxes: readonly Box[], side: Side): Places {
  const left = Math.min(...boxes.map((box) => box.x));
  const top = Math.min(...boxes.map((box) => box.y));
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  const place: Record<Side, (box: Box) => { x: number; y: number }> = {
    left: ({ y }) => ({ x: left, y }),
    right: ({ y, width }) => ({ x: right - width, y }),
    centre: ({ y, width }) => ({ x: (left + right - width) / 2, y }),
    top: ({ x }) => ({ x, y: top }),
    bottom: ({ x, height }) => ({ x, y: bottom - height }),
    middle: ({ x, height }) => ({ x, y: (top + bottom - height) / 2 }),
  };
  return new Map(boxes.map((box) => [box.id, place[side](box)]));
}

/** The outer ones stay, those between get equal gaps. */
export function distributed(boxes: readonly Box[], axis: "x" | "y"): Places {
  const length = axis === "x" ? "width" : "height";
  const inOrder = boxes.toSorted((one, other) => one[axis] - other[axis]);
  const [first, last] = [inOrder.at(0), inOrder.at(-1)];
  if (!first || !last || inOrder.length < 3) return new Map();
  const taken = inOrder.reduce((sum, box) => sum + box[length], 0);
  const gap = (last[axis] + last[length] - first[axis] - taken) / (inOrder.length - 1);
  let at = first[axis];
  const places: Places = new Map();
  for (const box of inOrder) {
    places.set(box.id, { x: box.x, y: box.y, [axis]: at });
    at += box[length] + gap;
  }
  return places;
}
