import { nodesOf, notesOf, type Workflow } from "./document";
import { positionOf } from "./edits";

/** Where new things go, in pixels of the canvas: nothing is laid right upon another, where nobody would see it. */

export type Point = Readonly<Record<"x" | "y", number>>;

/** How far a thing goes aside for another, and how near it may come. */
export const STEP = 32;
const NEAR = 8;

export function freePlace(workflow: Workflow, { x, y }: Point): Point {
  const by = freeShift(workflow, [{ x, y }], { x: 0, y: 0 });
  return { x: Math.round(x + by.x), y: Math.round(y + by.y) };
}

/** The shift that is wanted for these places, or the next one after which none of them is taken. */
export function freeShift(workflow: Workflow, places: readonly Point[], by: Point): Point {
  const taken = placesOf(workflow);
  const hidden = places.some(({ x, y }) =>
    taken.some((one) => Math.abs(one.x - x - by.x) < NEAR && Math.abs(one.y - y - by.y) < NEAR),
  );
  return hidden ? freeShift(workflow, places, { x: by.x + STEP, y: by.y + STEP }) : by;
}

/** The shift that brings the upper left corner of a workflow to a place. */
export function shiftTo(workflow: Workflow, { x, y }: Point): Point {
  const places = placesOf(workflow);
  const [left, top] = [Math.min(...places.map((one) => one.x)), Math.min(...places.map((one) => one.y))];
  return { x: Math.round(x - left), y: Math.round(y - top) };
}

export function placesOf(workflow: Workflow): Point[] {
  return [...nodesOf(workflow), ...notesOf(workflow)].map(positionOf);
}
