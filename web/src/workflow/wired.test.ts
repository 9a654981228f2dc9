import { describe, expect, it } from "vitest";
import { setTitle, setWidget } from "./edits";
import { CATALOGUE, workflow } from "./testing";
import { readWired, wiredText } from "./wired";

const ON = workflow(
  ["text", "tool", "llm"],
  "tool.output > llm.tools",
  "text.text > llm.prompt",
  "gone.x > llm.tools",
  "llm.response > tool.tool_call",
);
const wired = (node: string, on = ON) => Object.fromEntries(readWired(wiredText(on, CATALOGUE, node)));

describe("what enters a node", () => {
  it("is named by input, in the order of the links", () =>
    expect(wired("llm")).toEqual({ tools: ["tool", "gone"], prompt: ["text"] }));

  it("tells which of several outputs it is", () =>
    expect(wired("tool")).toEqual({ tool_call: ["llm, response"] }));

  it("goes by the titles that people gave", () =>
    expect(wired("llm", setTitle(ON, "tool", "Sums"))).toMatchObject({ tools: ["Sums", "gone"] }));

  it("is the same text after a change that is none of its business", () =>
    expect(wiredText(setWidget(ON, "text", "text", "a"), CATALOGUE, "llm")).toBe(
      wiredText(ON, CATALOGUE, "llm"),
    ));

  it("is nothing where no wire enters", () => expect(wired("text")).toEqual({}));
});
