import { expect, test } from "vitest";
import { dailyBars, firstDay } from "./period";

const NOON = Date.parse("2026-03-01T12:00:00Z");
const ROW = { key: "", requests: 1, pictures: 1, unpriced: 0, cost_usd: 0.5, held_usd: 0.1 };

test("a period ends today", () => {
  expect(firstDay(7, NOON)).toBe("2026-02-23");
  expect(firstDay(0, NOON)).toBeUndefined();
});

test("days without spending have their place", () => {
  const rows = [{ ...ROW, name: "2026-02-27" }];
  expect(dailyBars({ rows, since: "2026-02-26" }, NOON)).toEqual([
    { name: "2026-02-26", spent: 0, held: 0 },
    { name: "2026-02-27", spent: 0.5, held: 0.1 },
    { name: "2026-02-28", spent: 0, held: 0 },
    { name: "2026-03-01", spent: 0, held: 0 },
  ]);
});

test("without a first day it begins with the first that is known", () => {
  const rows = ["2026-03-01", "2026-02-28"].map((name) => ({ ...ROW, name }));
  expect(dailyBars({ rows, since: null }, NOON).map(({ name }) => name)).toEqual([
    "2026-02-28",
    "2026-03-01",
  ]);
  expect(dailyBars({ rows: [], since: null }, NOON)).toHaveLength(1);
});
