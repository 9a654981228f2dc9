import { describe, expect, it } from "vitest";
import { aligned, distributed } from "./arrange";
import { fragment, parseWorkflow, paste } from "./clipboard";
import { freeId, groupsOf, idsOf, nodesOf, notesOf, type Workflow } from "./document";
import { addNote, changeNote, group, move, remove, setTitle, setWidget, ungroup } from "./edits";
import { begin, change, redo, undo } from "./history";
import { workflow, wiresOf } from "./testing";

const WIRED = workflow(["text", "llm", "show"], "text.text > llm.prompt", "llm.response > show.value");
const NONE = new Set<string>();

describe("editing", () => {
  it("changes one widget and leaves the other nodes as they are", () => {
    const next = setWidget(WIRED, "text", "text", "hello");
    expect(nodesOf(next)[0]?.widgets).toEqual({ text: "hello" });
    expect(nodesOf(next)[1]).toBe(nodesOf(WIRED)[1]);
  });

  it("gives a title and takes it away", () => {
    const named = setTitle(WIRED, "text", "Wish");
    expect(nodesOf(named)[0]?.title).toBe("Wish");
    expect(nodesOf(setTitle(named, "text", ""))[0]).toEqual(nodesOf(WIRED)[0]);
  });

  it("removes wires with their nodes", () => {
    expect(wiresOf(remove(WIRED, new Set(["llm"]), NONE))).toEqual([]);
    expect(wiresOf(remove(WIRED, new Set(["text"]), NONE))).toEqual(["llm.response > show.value"]);
  });

  it("keeps what it does not know", () => {
    const odd = { ...WIRED, made_by: "hand", nodes: [{ id: "x", type: "gone", colour: "red" }] } as Workflow;
    expect(move(odd, new Map([["x", { x: 1, y: 2 }]]))).toMatchObject({
      made_by: "hand",
      nodes: [{ colour: "red" }],
    });
  });

  it("numbers ids", () => {
    expect(freeId("text", new Set(["text", "text_2"]))).toBe("text_3");
  });
});

describe("notes and groups", () => {
  const [noted] = addNote(WIRED, { x: 0, y: 0 });
  const [grouped, id] = group(noted, ["text", "note"]);

  it("a note is written and moved", () => {
    const next = move(changeNote(noted, "note", { text: "Hello" }), new Map([["note", { x: 5, y: 6 }]]));
    expect(notesOf(next)).toEqual([{ id: "note", text: "Hello", position: { x: 5, y: 6 } }]);
  });

  it("a node is in one group at most", () => {
    const [again] = group(grouped, ["text", "llm"]);
    expect(groupsOf(again).map(({ members }) => members)).toEqual([["note"], ["text", "llm"]]);
  });

  it("a removed node leaves its group", () => {
    expect(groupsOf(remove(grouped, new Set(["text"]), NONE))[0]?.members).toEqual(["note"]);
  });

  it("a group goes with its last member", () => {
    expect(groupsOf(remove(grouped, new Set(["text", "note"]), NONE))).toEqual([]);
  });

  it("is taken apart by its id or a member", () => {
    expect(groupsOf(ungroup(grouped, new Set([id])))).toEqual([]);
    expect(groupsOf(ungroup(grouped, new Set(["text"])))).toEqual([]);
  });
});

describe("the clipboard", () => {
  it("takes wires along that lie inside", () => {
    expect(wiresOf(fragment(WIRED, new Set(["text", "llm"])))).toEqual(["text.text > llm.prompt"]);
  });

  it("pastes under ids of its own, with wires and groups", () => {
    const [grouped] = group(WIRED, ["text", "llm"]);
    const part = fragment(grouped, new Set(["text", "llm"]));
    const [next, made] = paste(grouped, part, { x: 10, y: 0 });
    expect([...made]).toEqual(["text_2", "llm_2", "group_2"]);
    expect(wiresOf(next)).toContain("text_2.text > llm_2.prompt");
    expect(groupsOf(next)[1]?.members).toEqual(["text_2", "llm_2"]);
    expect(nodesOf(next)[3]?.position).toEqual({ x: 10, y: 0 });
    expect(idsOf(next).size).toBe(7);
  });

  it("pastes aside of what is there, all by the same way", () => {
    const [once] = paste(WIRED, WIRED, { x: 300, y: 0 });
    const xs = nodesOf(once).map(({ position }) => position?.x);
    expect(xs).toEqual([0, 300, 600, 332, 632, 932]);
  });

  it("takes a group along with its members only", () => {
    const [grouped, id] = group(WIRED, ["text", "llm"]);
    expect(groupsOf(fragment(grouped, new Set(["text"])))).toEqual([]);
    expect(groupsOf(fragment(grouped, new Set(["text", "llm", id])))).toHaveLength(1);
  });

  it.each(["", "hello", "{}", "[1]", '{"version": 2, "nodes": []}', '{"version": 1}'])(
    "takes %j for no workflow",
    (text) => expect(parseWorkflow(text)).toBeNull(),
  );

  it("reads what it has written", () => {
    expect(parseWorkflow(JSON.stringify(WIRED))).toEqual(WIRED);
  });
});

describe("undo", () => {
  const typed = (text: string) => setWidget(WIRED, "text", "text", text);

  it("goes back and forth", () => {
    const history = change(begin(WIRED), typed("a"));
    expect(undo(history).document).toBe(WIRED);
    expect(redo(undo(history)).document).toBe(history.document);
  });

  it("takes back in one step what was typed in one go", () => {
    const history = ["h", "he", "hey"].reduce(
      (before, text) => change(before, typed(text), "text.text"),
      begin(WIRED),
    );
    expect(undo(history).document).toBe(WIRED);
  });

  it("tells two widgets apart", () => {
    const history = change(change(begin(WIRED), typed("a"), "one"), typed("b"), "other");
    expect(undo(history).document).toEqual(typed("a"));
  });

  it("forgets what was undone once something else is done", () => {
    const history = change(undo(change(begin(WIRED), typed("a"))), typed("b"));
    expect(redo(history)).toBe(history);
  });

  it("counts nothing that changes nothing", () => {
    const history = begin(WIRED);
    expect(change(history, WIRED)).toBe(history);
    expect(undo(history)).toBe(history);
  });
});

describe("arranging", () => {
  const BOXES = [
    { id: "a", x: 0, y: 10, width: 100, height: 50 },
    { id: "b", x: 300, y: 0, width: 50, height: 20 },
    { id: "c", x: 120, y: 90, width: 100, height: 10 },
  ];

  it.each([
    ["left", { x: 0, y: 0 }],
    ["right", { x: 300, y: 0 }],
    ["centre", { x: 150, y: 0 }],
    ["top", { x: 300, y: 0 }],
    ["bottom", { x: 300, y: 80 }],
    ["middle", { x: 300, y: 40 }],
  ] as const)("aligns %s", (side, place) => expect(aligned(BOXES, side).get("b")).toEqual(place));

  it("makes gaps equal", () => {
    expect(distributed(BOXES, "x").get("c")).toEqual({ x: 150, y: 90 });
    expect(distributed(BOXES.slice(0, 2), "x")).toEqual(new Map());
  });
});
