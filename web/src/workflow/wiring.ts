import type { InputSpec, NodeSpec, OutputSpec, SocketType } from "@/api/types";
import { type Catalogue, inputOf, outputOf, specOf } from "./catalogue";
import { type End, type Link, linkId, linksOf, type Workflow } from "./document";

/** The input of a tool that takes calls, and the input of a model that takes tools: the contract's names. */
const TOOL_CALL = "tool_call";
const TOOLS = "tools";

/** ANY fits everything; every other type fits itself and ANY. The server has the same rule. */
export function typesFit(from: SocketType, to: SocketType): boolean {
  return from === to || from === "ANY" || to === "ANY";
}

/** Why a wire cannot be there, in a sentence; null where it can. */
export function refusal(workflow: Workflow, catalogue: Catalogue, link: Link): string | null {
  const output = outputOf(workflow, catalogue, link.from);
  const input = inputOf(workflow, catalogue, link.to);
  if (!output || !input) return "A node that is not installed takes no new wires.";
  if (linksOf(workflow).some((other) => linkId(other) === linkId(link))) return "This wire is there already.";
  return unfit(output, input) ?? circle(workflow, catalogue, link, input);
}

function unfit(output: OutputSpec, input: InputSpec): string | null {
  if (!typesFit(output.type, input.type))
    return `${output.name} gives ${output.type}, ${input.name} takes ${input.type}.`;
  if (output.calls && input.type !== "ANY") return `${output.name} goes to the ${TOOL_CALL} of a tool.`;
  return null;
}

function circle(workflow: Workflow, catalogue: Catalogue, link: Link, input: InputSpec): string | null {
  if (input.do_not_wait) return null;
  const waiting = waitsFor(workflow, catalogue);
  const seen = new Set<string>();
  const ahead = [link.from[0]];
  for (let id = ahead.pop(); id !== undefined; id = ahead.pop()) {
    if (id === link.to[0]) return "The two nodes would wait for each other.";
    if (seen.has(id)) continue;
    seen.add(id);
    ahead.push(...(waiting.get(id) ?? []));
  }
  return null;
}

/** For each node those whose values it waits for. */
function waitsFor(workflow: Workflow, catalogue: Catalogue): Map<string, string[]> {
  const waiting = new Map<string, string[]>();
  for (const { from, to } of linksOf(workflow)) {
    if (inputOf(workflow, catalogue, to)?.do_not_wait === false) {
      waiting.set(to[0], [...(waiting.get(to[0]) ?? []), from[0]]);
    }
  }
  return waiting;
}

/** The workflow with a wire more. A socket for one wire lets go of its old one; a tool gets its return wire too. */
export function withLink(workflow: Workflow, catalogue: Catalogue, link: Link): Workflow {
  const back = returnWire(workflow, catalogue, link);
  const replaced = replacedBy(workflow, catalogue, link);
  const kept = linksOf(workflow).filter((other) => !replaced.has(linkId(other)));
  const known = new Set(kept.map(linkId));
  const added = [link, ...(back ? [back] : [])].filter((one) => !known.has(linkId(one)));
  return { ...workflow, links: [...kept, ...added] };
}

/** The workflow without a wire. */
export function withoutLink(workflow: Workflow, catalogue: Catalogue, link: Link): Workflow {
  const gone = withReturns(workflow, catalogue, new Set([linkId(link)]));
  return { ...workflow, links: linksOf(workflow).filter((other) => !gone.has(linkId(other))) };
}

/** These wires, and the return wires of the tools that would be unplugged with them. */
export function withReturns(
  workflow: Workflow,
  catalogue: Catalogue,
  links: ReadonlySet<string>,
): ReadonlySet<string> {
  const back = linksOf(workflow)
    .filter((link) => links.has(linkId(link)))
    .flatMap((link) => returnWire(workflow, catalogue, link) ?? []);
  return new Set([...links, ...back.map(linkId)]);
}

/** The workflow with an end of a wire elsewhere. At the same input it keeps its place among the others. */
export function moveLink(workflow: Workflow, catalogue: Catalogue, from: Link, to: Link): Workflow {
  if (linkId(from) === linkId(to)) return workflow;
  const gone = withReturns(workflow, catalogue, new Set([linkId(from)]));
  const links = linksOf(workflow).flatMap((link) => {
    if (linkId(link) === linkId(from) && sameEnd(from.to, to.to)) return [{ ...link, ...to }];
    return gone.has(linkId(link)) ? [] : [link];
  });
  return withLink({ ...workflow, links }, catalogue, to);
}

function returnWire(workflow: Workflow, catalogue: Catalogue, { from, to }: Link): Link | null {
  const tool = specOf(workflow, catalogue, from[0]);
  const model = specOf(workflow, catalogue, to[0]);
  const calls = model?.sockets.outputs.find((output) => output.calls);
  const isTool = tool?.sockets.inputs.some((input) => input.name === TOOL_CALL);
  if (to[1] !== TOOLS || !calls || !isTool) return null;
  return { from: [to[0], calls.name], to: [from[0], TOOL_CALL] };
}

function replacedBy(workflow: Workflow, catalogue: Catalogue, link: Link): Set<string> {
  const permits = outputOf(workflow, catalogue, link.from)?.calls ?? false;
  if (permits || (inputOf(workflow, catalogue, link.to)?.array ?? true)) return new Set();
  const others = linksOf(workflow).filter(
    ({ from, to }) => sameEnd(to, link.to) && !(outputOf(workflow, catalogue, from)?.calls ?? false),
  );
  return new Set(others.map(linkId));
}

function sameEnd(one: End, other: End): boolean {
  return one[0] === other[0] && one[1] === other[1];
}

/** The loose end of a wire that is being drawn: a socket of a node, and the side it is on. */
export interface Loose {
  readonly end: End;
  readonly side: "output" | "input";
}

/** The socket by which a node of this type would take the loose wire; undefined where it has none that fits. */
export function fittingSocket(
  workflow: Workflow,
  catalogue: Catalogue,
  loose: Loose,
  spec: NodeSpec,
): string | undefined {
  if (loose.side === "output") {
    const output = outputOf(workflow, catalogue, loose.end);
    return output && best(spec.sockets.inputs, output.type, (input) => unfit(output, input) === null);
  }
  const input = inputOf(workflow, catalogue, loose.end);
  return (
    input &&
    best(spec.sockets.outputs, input.type, (output) => unfit(output, input) === null && !output.calls)
  );
}

/** The socket of the same type before one that takes anything. */
function best<S extends { name: string; type: SocketType }>(
  sockets: readonly S[],
  type: SocketType,
  fits: (socket: S) => boolean,
) {
  const fitting = sockets.filter(fits);
  return (fitting.find((socket) => socket.type === type) ?? fitting[0])?.name;
}
