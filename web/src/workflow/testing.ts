import type { InputSpec, NodeSpec, OutputSpec, SocketType } from "@/api/types";
import { catalogueOf } from "./catalogue";
import type { Workflow } from "./document";

/** Node types for tests, in the server's shape. */

function input(name: string, type: SocketType, more: Partial<InputSpec> = {}): InputSpec {
  return { name, type, description: "", required: false, do_not_wait: false, array: false, ...more };
}

function output(name: string, type: SocketType, more: Partial<OutputSpec> = {}): OutputSpec {
  return { name, type, description: "", array: false, calls: false, ...more };
}

function node(type: string, inputs: InputSpec[], outputs: OutputSpec[]): NodeSpec {
  const words = { title: type, category: "Other", description: "", version: "1", docs: "" };
  return { ...words, type, paid: false, sockets: { inputs, outputs }, widgets: [] };
}

export const CATALOGUE = catalogueOf([
  node("text", [], [output("text", "TEXT")]),
  node("image", [], [output("image", "IMAGE")]),
  node("show", [input("value", "ANY", { required: true })], [output("value", "ANY")]),
  node("tool", [input("tool_call", "ANY", { do_not_wait: true })], [output("output", "ANY")]),
  node(
    "llm",
    [input("prompt", "TEXT"), input("image", "IMAGE"), input("tools", "ANY", { array: true })],
    [output("response", "TEXT"), output("tool_calls", "ANY", { array: true, calls: true })],
  ),
]);

/** A workflow with one node of each of these types, under the type as its id, and wires written `a.x > b.y`. */
export function workflow(types: string[], ...wires: string[]): Workflow {
  const nodes = types.map((type, place) => ({ id: type, type, position: { x: place * 300, y: 0 } }));
  return { version: 1, nodes, links: wires.map(link) };
}

export function link(wire: string) {
  const [from, to] = wire.split(" > ").map((end) => end.split(".") as [string, string]);
  if (!from || !to) throw new Error(`${wire} is no wire`);
  return { from, to };
}

/** The wires of a workflow, written as above. */
export function wiresOf({ links = [] }: Workflow): string[] {
  return links.map(({ from, to }) => `${from.join(".")} > ${to.join(".")}`);
}
