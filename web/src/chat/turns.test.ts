import { describe, expect, it } from "vitest";
import type { NodeSpec, RunEvent } from "@/api/types";
import { reduce } from "@/run/reduce";
import { newRun } from "@/run/state";
import type { Workflow } from "@/workflow/document";
import { askedAt, chatTarget, explained, turnWidgets } from "./target";
import { saidAfter, turnOf, unshown } from "./turns";

const widget = (name: string, kind: string) => ({ name, kind, default: "", description: "" });
const spec = (type: string, widgets: string[], inputs: string[] = []) =>
  ({
    type,
    title: type.toUpperCase(),
    widgets: widgets.map((name) => widget(name, "textarea")),
    sockets: { inputs: inputs.map((name) => ({ name })), outputs: [] },
  }) as unknown as NodeSpec;
const CATALOGUE = new Map(
  [spec("llm", ["prompt", "history"], ["prompt"]), spec("text", ["text"]), spec("tool", [], ["x"])].map(
    (one) => [one.type, one],
  ),
);
const SAID = [
  { role: "user" as const, content: "I am Ann" },
  { role: "assistant" as const, content: "Hello Ann" },
];

function workflow(nodes: Workflow["nodes"], ...links: [string, string, string, string][]): Workflow {
  return {
    version: 1,
    nodes: nodes ?? [],
    links: links.map(([source, output, target, socket]) => ({
      from: [source, output],
      to: [target, socket],
    })),
  };
}

const FED = workflow(
  [
    { id: "t", type: "text", widgets: { text: "Draw a fox" } },
    { id: "m", type: "llm", widgets: { history: SAID } },
  ],
  ["t", "text", "m", "prompt"],
);
const BARE = workflow([{ id: "m", type: "llm", widgets: { prompt: "Hi" } }]);

describe("where messages go", () => {
  it("is the prompt of the model, or the text that feeds it", () => {
    expect(chatTarget(BARE, CATALOGUE)?.into).toEqual(["m", "prompt"]);
    expect(chatTarget(FED, CATALOGUE)?.into).toEqual(["t", "text"]);
  });

  it("is no node that works on what it is given, and none where nothing talks", () => {
    const computed = workflow(
      [
        { id: "x", type: "tool" },
        { id: "m", type: "llm" },
      ],
      ["x", "y", "m", "prompt"],
    );
    expect(chatTarget(computed, CATALOGUE)).toBeNull();
    expect(chatTarget(workflow([{ id: "t", type: "text" }]), CATALOGUE)).toBeNull();
  });

  it("passes over a model that cannot be written to", () => {
    const two = workflow(
      [
        { id: "x", type: "tool" },
        { id: "deaf", type: "llm" },
        { id: "m", type: "llm" },
      ],
      ["x", "y", "deaf", "prompt"],
    );
    expect(chatTarget(two, CATALOGUE)?.llm.id).toBe("m");
  });

  it("is said in words", () => {
    const words = (document: Workflow) => {
      const target = chatTarget(document, CATALOGUE);
      return target && explained(target, document, CATALOGUE);
    };
    expect(words(BARE)).toBe("What you write stands in for the prompt of “LLM”.");
    expect(words(FED)).toBe("What you write stands in for “TEXT”, which feeds the prompt of “LLM”.");
  });
});

describe("a turn", () => {
  const CALL: Partial<RunEvent>[] = [
    { kind: "run_started", nodes: ["t", "m", "tool"] },
    { kind: "node_started", node: "m", firing: 1 },
    {
      kind: "node_started",
      node: "tool",
      firing: 2,
      caller: "m",
      call: { name: "draw", arguments: { prompt: "a fox" } },
    },
  ] as Partial<RunEvent>[];
  const DRAWN = { filename: "fox.png", servable_url: "http://x/servable/fox.png" };
  const DONE = [
    {
      kind: "node_finished",
      node: "tool",
      firing: 2,
      outputs: { output: { id: "1", result: DRAWN } },
      seconds: 2,
      cost_usd: 0.05,
    },
    { kind: "node_text", node: "m", firing: 1, text: "Here " },
  ] as Partial<RunEvent>[];
  const END = {
    kind: "node_finished",
    node: "m",
    firing: 1,
    outputs: { response: "Here it is: ![a fox](/servable/fox.png)" },
    seconds: 3,
  } as Partial<RunEvent>;
  const after = (...told: Partial<RunEvent>[]) => {
    const events = told.map((event, place) => ({ ...event, seq: place + 1, at: place })) as RunEvent[];
    const turn = turnOf(FED, CATALOGUE, reduce(newRun("r"), events));
    if (!turn) throw new Error("no turn");
    return turn;
  };

  it("has what was asked and what was said before", () => {
    const target = chatTarget(FED, CATALOGUE);
    expect(target && askedAt(target, FED, CATALOGUE)).toEqual({ asked: "Draw a fox", said: SAID });
  });

  it("shows a call while it lasts and what came of it", () => {
    expect(after(...CALL).uses).toMatchObject([{ tool: "tool", over: null, call: { name: "draw" } }]);
    const turn = after(...CALL, ...DONE);
    expect(turn.uses).toMatchObject([{ over: { result: DRAWN, seconds: 2, cost: 0.05, error: null } }]);
    expect(turn.text).toBe("Here ");
  });

  it("shows a picture once: with the call until the answer has it", () => {
    const [early, late] = [after(...CALL, ...DONE), after(...CALL, ...DONE, END)];
    expect(early.uses.map((use) => unshown(early, use).length)).toEqual([1]);
    expect(late.uses.map((use) => unshown(late, use).length)).toEqual([0]);
  });

  it("is what the next one comes after, if it was answered", () => {
    expect(saidAfter(after(...CALL, ...DONE))).toBe(SAID);
    expect(saidAfter(after(...CALL, ...DONE, END)).slice(2)).toEqual([
      { role: "user", content: "Draw a fox" },
      { role: "assistant", content: "Here it is: ![a fox](/servable/fox.png)" },
    ]);
  });

  it("goes into the run as widget values", () => {
    const [fed, bare] = [chatTarget(FED, CATALOGUE), chatTarget(BARE, CATALOGUE)];
    expect(fed && turnWidgets(fed, "Hi", SAID)).toEqual({ t: { text: "Hi" }, m: { history: SAID } });
    expect(bare && turnWidgets(bare, "Hi", [])).toEqual({ m: { prompt: "Hi", history: [] } });
  });
});
