import { expect, test } from "vitest";
import type { Cap, Costs } from "@/api/types";
import { overCap } from "./over-cap";

const NONE: Cap = {
  cap_usd: null,
  setting_usd: null,
  stored_usd: null,
  source: null,
  spent_usd: null,
  held_usd: null,
  left_usd: null,
};
const TWO_PICTURES = { cost_usd: 0.1, known_usd: 0.1, nodes: { a: 0.05, b: 0.05, llm: null } };

function told(name: string, cap: Partial<Cap>): string | undefined {
  const caps: Costs["caps"] = { call: NONE, run: NONE, day: NONE, month: NONE, [name]: { ...NONE, ...cap } };
  return overCap(TWO_PICTURES, caps);
}

test("what fits is no news", () => {
  expect(told("call", { cap_usd: 0.05 })).toBeUndefined();
  expect(told("run", { cap_usd: 0.1 })).toBeUndefined();
  expect(told("day", { cap_usd: 1, left_usd: 0.1 })).toBeUndefined();
  expect(overCap(TWO_PICTURES, {})).toBeUndefined();
});

test("a cap that may be passed is named, with what it leaves", () => {
  expect(told("call", { cap_usd: 0.04 })).toBe("A picture may cost $0.04 at most.");
  expect(told("run", { cap_usd: 0.09 })).toBe("A run may cost $0.09 at most.");
  expect(told("day", { cap_usd: 1, left_usd: 0 })).toBe("Today’s cap leaves $0.");
  expect(told("month", { cap_usd: 1, left_usd: 0.075 })).toBe("This month’s cap leaves $0.075.");
});
