import { describe, expect, it } from "vitest";
import { argumentsOf, errorOf } from "./calls";

describe("a call's arguments", () => {
  it.each([
    [{ prompt: "a fox", count: 2 }, "prompt: a fox, count: 2"],
    ['{"prompt": "a fox"}', "prompt: a fox"],
    ["{broken", "{broken"],
    [undefined, ""],
    [[1, 2], "0: 1, 1: 2"],
    [7, "7"],
  ])("%j", (given, told) => {
    expect(argumentsOf({ arguments: given })).toBe(told);
  });
});

it("an error is the node's, or what the tool answered", () => {
  const over = { caller: "m", call: {}, at: 0, seconds: 1, cost: 0, cached: false };
  const error = { error: "No.", code: "x", charged: "no" as const, retryable: false };
  expect(errorOf({ ...over, error, result: null })).toBe(error);
  expect(errorOf({ ...over, error: null, result: { id: "1", ...error } })).toMatchObject(error);
  expect(errorOf({ ...over, error: null, result: { success: true } })).toBeNull();
});
