import { type EdgeProps, getBezierPath } from "@xyflow/react";

export type Ends = Pick<
  EdgeProps,
  "sourceX" | "sourceY" | "sourcePosition" | "targetX" | "targetY" | "targetPosition"
>;

/** How far a wire that leads back goes out sideways, and how far above the upper socket it turns. */
const OUT = 26;
const OVER = 92;
const ROUND = 12;

export const leadsBack = ({ sourceX, targetX }: Ends): boolean => targetX < sourceX;

/** The line of a wire, as SVG has it. */
export function wirePath(ends: Ends): string {
  return leadsBack(ends) ? returnPath(ends) : getBezierPath(ends)[0];
}

/** Out to the right, back above both nodes, and in from the left, with round corners. */
function returnPath({ sourceX, sourceY, targetX, targetY }: Ends): string {
  const [right, left, top] = [sourceX + OUT, targetX - OUT, Math.min(sourceY, targetY) - OVER];
  return [
    `M ${sourceX} ${sourceY}`,
    `L ${right - ROUND} ${sourceY} Q ${right} ${sourceY} ${right} ${sourceY - ROUND}`,
    `L ${right} ${top + ROUND} Q ${right} ${top} ${right - ROUND} ${top}`,
    `L ${left + ROUND} ${top} Q ${left} ${top} ${left} ${top + ROUND}`,
    `L ${left} ${targetY - ROUND} Q ${left} ${targetY} ${left + ROUND} ${targetY}`,
    `L ${targetX} ${targetY}`,
  ].join(" ");
}
