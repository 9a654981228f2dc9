import { notifications } from "@mantine/notifications";
import { sentence } from "@/api/problem";
import { aligned, type Box, distributed, type Side } from "@/workflow/arrange";
import { fragment, parseWorkflow, paste } from "@/workflow/clipboard";
import { groupsOf, linksOf, nodesOf, notesOf } from "@/workflow/document";
import { addNote, group, move, remove, ungroup } from "@/workflow/edits";
import { laidOut } from "@/workflow/layout";
import { edit, make, select, useEditor } from "@/workflow/store";
import { withReturns } from "@/workflow/wiring";
import { sizeOf } from "./flow";
import { useFlow } from "./flow-store";

/** What a person can do with what is selected. Keys, the menu and the bar over the canvas all come here. */

const STEP = 32;

const selected = () => useEditor.getState().selected;

/** What is selected, with the members of selected groups. */
function chosen(): Set<string> {
  const ids = new Set(selected());
  for (const { id, members = [] } of groupsOf(useEditor.getState().document)) {
    if (ids.has(id)) for (const member of members) ids.add(member);
  }
  return ids;
}

export function selectAll(): void {
  const { document } = useEditor.getState();
  select([...nodesOf(document), ...notesOf(document)].map(({ id }) => id));
}

export function removeSelected(): void {
  const ids = selected();
  if (ids.size === 0) return;
  edit((workflow, catalogue) => remove(workflow, ids, withReturns(workflow, catalogue, ids)));
  select([]);
}

export function duplicate(): void {
  if (chosen().size > 0)
    make((workflow) => paste(workflow, fragment(workflow, chosen()), { x: STEP, y: STEP }));
}

/** Puts what is selected on the clipboard, as the text of a workflow. */
export async function copy(): Promise<void> {
  if (chosen().size === 0) return;
  const text = JSON.stringify(fragment(useEditor.getState().document, chosen()), null, 2);
  await navigator.clipboard.writeText(text).catch(tell);
}

export async function cut(): Promise<void> {
  await copy();
  removeSelected();
}

/** Adds what a text holds, beside where it came from; false where it holds no nodes. */
export function pasteText(text: string): boolean {
  const part = parseWorkflow(text);
  if (!part) return false;
  make((workflow) => paste(workflow, part, { x: STEP, y: STEP }));
  return true;
}

export function groupSelected(): void {
  const members = boxes().map(({ id }) => id);
  if (members.length > 0) make((workflow) => group(workflow, members));
}

export function ungroupSelected(): void {
  edit((workflow) => ungroup(workflow, selected()));
}

export function noteAt(position: { x: number; y: number }): void {
  make((workflow) => addNote(workflow, position));
}

export function align(side: Side): void {
  const lined = boxes();
  if (lined.length > 1) edit((workflow) => move(workflow, aligned(lined, side)));
}

export function distribute(axis: "x" | "y"): void {
  const lined = boxes();
  if (lined.length > 2) edit((workflow) => move(workflow, distributed(lined, axis)));
}

/** Lays out what is selected, or all. */
export async function layOut(): Promise<void> {
  const some = boxes();
  const { document } = useEditor.getState();
  const wanted = some.length > 1 ? some : boxes(new Set(nodesOf(document).map(({ id }) => id)));
  if (wanted.length < 2) return;
  try {
    const places = await laidOut(wanted, linksOf(document));
    edit((workflow) => move(workflow, places));
  } catch (error) {
    tell(error);
  }
}

function boxes(ids: ReadonlySet<string> = selected()): Box[] {
  const nodes = useFlow.getState().nodes.filter(({ id, type }) => ids.has(id) && type !== "group");
  return nodes.map((node) => ({ id: node.id, ...node.position, ...sizeOf(node) }));
}

export function tell(error: unknown): void {
  notifications.show({ color: "red", title: "That did not work", message: sentence(error) });
}
