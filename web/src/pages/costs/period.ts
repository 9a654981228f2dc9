import type { Costs } from "@/api/types";

const DAY = 86_400_000;
/** More bars than this say nothing any more. */
const MOST = 366;

/** The last days that are looked at; 0 is all there are. */
export const PERIODS = [
  { days: 7, label: "7 days" },
  { days: 30, label: "30 days" },
  { days: 90, label: "90 days" },
  { days: 0, label: "All" },
] as const;

/** The first of the last `days` days, which end today (UTC), as in 2026-11-22. */
export function firstDay(days: number, now = Date.now()): string | undefined {
  return days === 0 ? undefined : dayOf(now - (days - 1) * DAY);
}

export interface Bar {
  readonly name: string;
  readonly spent: number;
  readonly held: number;
}

/** A bar for each day from the first to today, also for those on which nothing was spent. */
export function dailyBars({ rows, since }: Pick<Costs, "rows" | "since">, now = Date.now()): Bar[] {
  const known = new Map(rows.map((row) => [row.name, row]));
  const first = since ?? rows.map(({ name }) => name).sort()[0] ?? dayOf(now);
  const count = Math.floor((now - Date.parse(first)) / DAY) + 1;
  return Array.from({ length: Math.min(count, MOST) }, (_, back) => {
    const name = dayOf(now - back * DAY);
    return bar({ name, cost_usd: 0, held_usd: 0, ...known.get(name) });
  }).reverse();
}

export function bar({ name, cost_usd, held_usd }: { name: string; cost_usd: number; held_usd: number }): Bar {
  return { name, spent: cost_usd, held: held_usd };
}

function dayOf(moment: number): string {
  return new Date(moment).toISOString().slice(0, 10);
}
