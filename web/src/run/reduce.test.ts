import { describe, expect, it } from "vitest";
import type { RunEvent } from "@/api/types";
import { reduce } from "./reduce";
import { costOf, newRun, type RunState } from "./state";

type Told = RunEvent extends infer E ? (E extends unknown ? Omit<E, "seq" | "at"> : never) : never;

const ERROR = { error: "It broke.", code: "x", charged: "no", retryable: true };

/** The events of a run, numbered, a second apart. */
function events(...told: Told[]): RunEvent[] {
  return told.map((event, place) => ({ ...event, seq: place + 1, at: 100 + place }));
}

function after(...told: Told[]): RunState {
  return reduce(newRun("r"), events(...told));
}

const STARTED: Told = { kind: "run_started", nodes: ["llm", "tool"] };
const LLM: Told = { kind: "node_started", node: "llm", firing: 1 };
const DEFINED: Told[] = [
  { kind: "node_started", node: "tool", firing: 1 },
  { kind: "node_finished", node: "tool", firing: 1, outputs: { output: {} }, seconds: 0.1 },
];
const CALLED: Told = {
  kind: "node_started",
  node: "tool",
  firing: 2,
  caller: "llm",
  call: { name: "draw", arguments: {} },
};

describe("a run's state", () => {
  it("has every node waiting when the run begins", () => {
    const run = after(STARTED);
    expect([run.status, run.startedAt, run.nodes.llm?.phase]).toEqual(["running", 100, "waiting"]);
  });

  it("counts a node's seconds from the event that began it", () => {
    const { nodes } = after(STARTED, LLM);
    expect([nodes.llm?.phase, nodes.llm?.active]).toEqual(["running", { 1: 101 }]);
  });

  it("joins streamed text, and begins anew with the next firing", () => {
    const text = (text: string): Told => ({ kind: "node_text", node: "llm", firing: 1, text });
    expect(after(STARTED, LLM, text("Once "), text("upon")).nodes.llm?.text).toBe("Once upon");
    expect(after(STARTED, LLM, text("Once "), { ...LLM, firing: 2 }).nodes.llm?.text).toBe("");
  });

  it("knows who calls a tool for as long as the call lasts", () => {
    const during = after(STARTED, ...DEFINED, CALLED);
    expect(during.nodes.tool?.calls[2]?.caller).toBe("llm");
    const done = after(STARTED, ...DEFINED, CALLED, {
      kind: "node_finished",
      node: "tool",
      firing: 2,
      outputs: {},
      seconds: 2,
    });
    expect(done.nodes.tool).toMatchObject({ phase: "done", calls: {}, seconds: 2.1 });
  });

  it("keeps a node running while one of its firings is", () => {
    const run = after(
      STARTED,
      ...DEFINED,
      CALLED,
      { ...CALLED, firing: 3 },
      {
        kind: "node_finished",
        node: "tool",
        firing: 2,
        outputs: {},
        seconds: 1,
      },
    );
    expect(run.nodes.tool?.phase).toBe("running");
  });

  it("says what was not done again", () => {
    const run = after(STARTED, LLM, {
      kind: "node_finished",
      node: "llm",
      firing: 1,
      outputs: {},
      seconds: 0,
      cached: true,
    });
    expect(run.nodes.llm?.phase).toBe("cached");
  });

  it("adds up costs, and does not know a sum of which a part is not known", () => {
    const cost = (cost_usd: number | null): Told => ({
      kind: "node_finished",
      node: "llm",
      firing: 1,
      outputs: {},
      seconds: 1,
      cost_usd,
    });
    expect(costOf(after(STARTED, LLM, cost(0.25)))).toBe(0.25);
    expect(costOf(after(STARTED, LLM, cost(null)))).toBeNull();
  });

  it("shows a failure, and stops what waited", () => {
    const failed: Told = { kind: "node_failed", node: "llm", firing: 1, error: ERROR, seconds: 1 };
    const run = after(STARTED, LLM, failed, { kind: "run_failed", errors: [ERROR], seconds: 1, cost_usd: 0 });
    expect(run.nodes.llm).toMatchObject({ phase: "failed", error: { error: "It broke." } });
    expect([run.status, run.nodes.tool?.phase]).toEqual(["failed", "stopped"]);
  });

  it("takes a failure back when the run goes on", () => {
    const failed: Told = { kind: "node_failed", node: "llm", firing: 1, error: ERROR, seconds: 1 };
    const end: Told = { kind: "run_failed", errors: [ERROR], seconds: 1, cost_usd: 0 };
    const run = after(STARTED, LLM, failed, end, { kind: "run_resumed" }, LLM);
    expect([run.status, run.nodes.llm?.phase, run.nodes.llm?.error]).toEqual(["running", "running", null]);
    expect(run.nodes.tool?.phase).toBe("waiting");
  });

  it("leaves nothing under way after the end", () => {
    const run = after(STARTED, LLM, { kind: "run_cancelled", seconds: 1, cost_usd: 0 });
    expect([run.status, run.nodes.llm?.phase, run.nodes.llm?.active]).toEqual(["cancelled", "stopped", {}]);
  });

  it("is the same whether events come at once, one by one, or twice", () => {
    const all = events(STARTED, LLM, ...DEFINED, CALLED);
    const once = reduce(newRun("r"), all);
    const singly = all.reduce((run, event) => reduce(run, [event]), newRun("r"));
    expect(singly).toEqual(once);
    expect(reduce(once, all)).toBe(once);
  });

  it("keeps nodes that nothing happened to as they are", () => {
    const before = after(STARTED, LLM);
    const next = reduce(before, [
      { kind: "node_progress", node: "llm", firing: 1, message: "…", seq: 9, at: 9 },
    ]);
    expect(next.nodes.tool).toBe(before.nodes.tool);
  });
});
