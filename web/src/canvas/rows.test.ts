import { describe, expect, it } from "vitest";
import { linksOf } from "@/workflow/document";
import { CATALOGUE, workflow } from "@/workflow/testing";
import { endsIn, socketOf } from "./rows";

const ON = workflow(
  ["text", "tool", "llm"],
  "text.text > llm.tools",
  "text.text > llm.prompt",
  "tool.output > llm.tools",
  "text.text > odd.tools",
  "text.text > tool.tool_call",
  "llm.tool_calls > tool.tool_call",
);
const ENDS = linksOf(ON).map(endsIn(ON, CATALOGUE));

describe("the handles where wires end", () => {
  it("are rows at an input for many, and the socket elsewhere", () =>
    expect(ENDS).toEqual(["tools#0", "prompt", "tools#1", "tools", "tool_call", "tool_call"]));

  it("stand for the sockets that links name", () =>
    expect(ENDS.map(socketOf)).toEqual(linksOf(ON).map(({ to }) => to[1])));
});
