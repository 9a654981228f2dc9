import type { Costs, RunEstimate } from "@/api/types";
import { money } from "@/lib/money";

/** The first cap that a run may pass, in a sentence; undefined where what is known of its cost fits all of them. */
export function overCap({ nodes, known_usd }: RunEstimate, caps: Costs["caps"]): string | undefined {
  const { call, run, day, month } = caps;
  const dearest = Math.max(0, ...Object.values(nodes).map((cost) => cost ?? 0));
  if (passes(dearest, call?.cap_usd)) return `A picture may cost ${money(call.cap_usd)} at most.`;
  if (passes(known_usd, run?.cap_usd)) return `A run may cost ${money(run.cap_usd)} at most.`;
  if (passes(known_usd, day?.left_usd)) return `Today’s cap leaves ${money(day.left_usd)}.`;
  if (passes(known_usd, month?.left_usd)) return `This month’s cap leaves ${money(month.left_usd)}.`;
  return undefined;
}

function passes(cost: number, cap: number | null | undefined): cap is number {
  return typeof cap === "number" && cost > cap;
}
