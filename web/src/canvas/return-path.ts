interface Ends {
  readonly sourceX: number;
  readonly sourceY: number;
  readonly targetX: number;
  readonly targetY: number;
}

/** How far a wire goes out sideways, and how far above the upper socket it turns back. */
const OUT = 26;
const OVER = 92;
const ROUND = 12;

/** A wire that leads back: out to the right, back above both nodes, and in from the left, with round corners. */
export function returnPath({ sourceX, sourceY, targetX, targetY }: Ends): string {
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
