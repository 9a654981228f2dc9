import type { components } from "@/api/schema";

type Schemas = components["schemas"];

/** The saved document, as the server reads and writes it. Never changed in place; keys that are not known are kept. */
export type Workflow = Schemas["Workflow"];
export type NodeItem = Schemas["NodeItem"];
export type Link = Schemas["Link"];
export type Note = Schemas["Note"];
export type Group = Schemas["Group"];
export type View = Schemas["View"];
export type Position = Schemas["Position"];

/** One end of a wire: a node's id and a socket's name. */
export type End = Link["from"];

export const BLANK: Workflow = { version: 1, name: "Untitled", nodes: [], links: [] };
export const ORIGIN: Position = { x: 0, y: 0 };

export const nodesOf = (workflow: Workflow): readonly NodeItem[] => workflow.nodes ?? [];
export const linksOf = (workflow: Workflow): readonly Link[] => workflow.links ?? [];
export const notesOf = (workflow: Workflow): readonly Note[] => workflow.view?.notes ?? [];
export const groupsOf = (workflow: Workflow): readonly Group[] => workflow.view?.groups ?? [];

/** The id that React Flow and selections know a wire by. */
export function linkId(link: Link): string {
  return JSON.stringify([link.from, link.to]);
}

/** A name that is not taken: `base`, or `base_2`, `base_3` … */
export function freeId(base: string, taken: ReadonlySet<string>): string {
  if (!taken.has(base)) return base;
  for (let number = 2; ; number += 1) {
    const id = `${base}_${number}`;
    if (!taken.has(id)) return id;
  }
}

export function idsOf(workflow: Workflow): Set<string> {
  return new Set([...nodesOf(workflow), ...notesOf(workflow), ...groupsOf(workflow)].map(({ id }) => id));
}
