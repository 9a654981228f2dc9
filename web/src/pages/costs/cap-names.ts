import type { Cap } from "@/api/types";
import { money } from "@/lib/money";

export const CAP_NAMES = ["day", "month", "run", "call"] as const;
export type CapName = (typeof CAP_NAMES)[number];

interface Words {
  readonly label: string;
  /** What it is the cap of. */
  readonly of: string;
  /** What it does. */
  readonly does: string;
}

export const WORDS: Readonly<Record<CapName, Words>> = {
  day: { label: "Today", of: "a day", does: "A picture that would pass it is refused before it is sent." },
  month: {
    label: "This month",
    of: "a month",
    does: "A picture that would pass it is refused before it is sent.",
  },
  run: { label: "A run", of: "a run", does: "A run that has spent more is stopped." },
  call: { label: "A picture", of: "a picture", does: "A dearer one is refused before it is sent." },
};

/** What the server's settings allow, which no cap that is set here goes above. */
export function ceiling(name: CapName, { setting_usd }: Cap): string {
  return `the server’s settings allow ${money(setting_usd)} at most (AINB_BUDGET_${name.toUpperCase()}).`;
}
