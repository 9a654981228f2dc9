import { describe, expect, it } from "vitest";
import { CATALOGUE, link, wiresOf, workflow } from "./testing";
import { fittingSocket, moveLink, refusal, withLink, withoutLink } from "./wiring";

const ALL = workflow(["text", "image", "tool", "llm", "show"]);
const why = (wire: string, on = ALL) => refusal(on, CATALOGUE, link(wire));
const wired = (wire: string, on = ALL) => wiresOf(withLink(on, CATALOGUE, link(wire)));

describe("a wire", () => {
  it.each([
    "text.text > llm.prompt",
    "text.text > show.value",
    "tool.output > llm.tools",
    "llm.tool_calls > tool.tool_call",
  ])("%s fits", (wire) => expect(why(wire)).toBeNull());

  it.each([
    ["image.image > llm.prompt", "image gives IMAGE, prompt takes TEXT."],
    ["llm.response > llm.prompt", "The two nodes would wait for each other."],
    ["gone.text > llm.prompt", "A node that is not installed takes no new wires."],
  ])("%s is refused", (wire, said) => expect(why(wire)).toBe(said));

  it("is refused where it closes a circle of nodes that wait", () => {
    const on = workflow(["llm", "show"], "llm.response > show.value");
    expect(why("show.value > llm.prompt", on)).toBe("The two nodes would wait for each other.");
  });

  it("may close a circle through a socket that does not wait", () => {
    const on = workflow(["llm", "tool"], "tool.output > llm.tools");
    expect(why("llm.response > tool.tool_call", on)).toBeNull();
  });

  it("is refused where it is already", () => {
    expect(why("text.text > llm.prompt", workflow(["text", "llm"], "text.text > llm.prompt"))).toMatch(
      "there already",
    );
  });
});

describe("drawing a wire", () => {
  it("takes the place of the one that a socket had", () => {
    const on = workflow(["text", "image", "show"], "text.text > show.value");
    expect(wired("image.image > show.value", on)).toEqual(["image.image > show.value"]);
  });

  it("from a tool to a model draws the return wire too", () => {
    expect(wired("tool.output > llm.tools")).toEqual([
      "tool.output > llm.tools",
      "llm.tool_calls > tool.tool_call",
    ]);
  });

  it("from a tool does not double a return wire", () => {
    const on = workflow(["tool", "llm"], "llm.tool_calls > tool.tool_call");
    expect(wired("tool.output > llm.tools", on)).toHaveLength(2);
  });

  it("adds to what an array socket has", () => {
    const on = workflow(["tool", "text", "llm"], "text.text > llm.tools");
    expect(wired("tool.output > llm.tools", on)).toContain("text.text > llm.tools");
  });

  it("that permits calls leaves a tool the value it is wired to", () => {
    const on = workflow(["text", "llm", "tool"], "text.text > tool.tool_call");
    expect(wired("llm.tool_calls > tool.tool_call", on)).toHaveLength(2);
  });
});

describe("unplugging a wire", () => {
  const TOOLS = ["tool.output > llm.tools", "llm.tool_calls > tool.tool_call"];
  const on = workflow(["text", "tool", "llm"], "text.text > llm.tools", ...TOOLS);
  const without = (wire: string) => wiresOf(withoutLink(on, CATALOGUE, link(wire)));

  it("leaves the others", () => expect(without("text.text > llm.tools")).toEqual(TOOLS));

  it("takes the return wire of its tool along", () =>
    expect(without("tool.output > llm.tools")).toEqual(["text.text > llm.tools"]));

  it("leaves a tool plugged in that may no longer be called", () =>
    expect(without("llm.tool_calls > tool.tool_call")).toContain("tool.output > llm.tools"));
});

describe("moving an end of a wire", () => {
  const on = workflow(
    ["text", "image", "tool", "llm", "show"],
    "text.text > llm.tools",
    "image.image > llm.tools",
    "text.text > show.value",
  );
  const moved = (from: string, to: string) => wiresOf(moveLink(on, CATALOGUE, link(from), link(to)));

  it("keeps its place at an input for many, and brings the return wire of a tool", () =>
    expect(moved("text.text > llm.tools", "tool.output > llm.tools")).toEqual([
      "tool.output > llm.tools",
      "image.image > llm.tools",
      "text.text > show.value",
      "llm.tool_calls > tool.tool_call",
    ]));

  it("takes the place of the wire that was there", () =>
    expect(moved("image.image > llm.tools", "image.image > show.value")).toEqual([
      "text.text > llm.tools",
      "image.image > show.value",
    ]));

  it("changes nothing where it comes back", () =>
    expect(moveLink(on, CATALOGUE, link("text.text > show.value"), link("text.text > show.value"))).toBe(on));
});

describe("a wire that ends in the void", () => {
  const socket = (end: [string, string], side: "input" | "output", type: string) => {
    const spec = CATALOGUE.get(type);
    return spec && fittingSocket(ALL, CATALOGUE, { end, side }, spec);
  };

  it("fits sockets of its type before those that take anything", () => {
    expect(socket(["image", "image"], "output", "llm")).toBe("image");
    expect(socket(["text", "text"], "output", "llm")).toBe("prompt");
    expect(socket(["text", "text"], "output", "show")).toBe("value");
  });

  it("has no place where nothing fits", () => {
    expect(socket(["llm", "image"], "input", "text")).toBeUndefined();
    expect(socket(["text", "text"], "output", "image")).toBeUndefined();
  });

  it("looks for outputs where it began at an input", () => {
    expect(socket(["llm", "prompt"], "input", "text")).toBe("text");
  });
});
