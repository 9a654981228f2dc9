import { notifications } from "@mantine/notifications";
import { sentence } from "@/api/problem";
import { aligned, type Box, distributed, type Side } from "@/workflow/arrange";
import { fragment, parseWorkflow, paste } from "@/workflow/clipboard";
import { groupsOf, linksOf, nodesOf, notesOf, type Workflow } from "@/workflow/document";
import { addNote, group, move, remove, ungroup } from "@/workflow/edits";
import { laidOut } from "@/workflow/layout";
import { freePlace, placesOf, type Point, shiftTo, STEP } from "@/workflow/places";
import { edit, make, select, useEditor } from "@/workflow/store";
import { withReturns } from "@/workflow/wiring";
import { sizeOf } from "./flow";
import { useFlow } from "./flow-store";
import { rename } from "./ui";

/** What a person can do with what is selected. Keys, the menu and the bar over the canvas all come here. */

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
  const workflow = useEditor.getState().document;
  select([...nodesOf(workflow), ...notesOf(workflow)].map(({ id }) => id));
  document.getSelection()?.empty();
}

export function removeSelected(): void {
  const ids = selected();
  if (ids.size === 0) return;
  edit((workflow, catalogue) => remove(workflow, ids, withReturns(workflow, catalogue, ids)));
  select([]);
}

export function duplicate(): void {
  const part = selectedPart();
  if (part) make((workflow) => paste(workflow, part, { x: STEP, y: STEP }));
}

/** What is selected, as a workflow of its own; null where that is no more than wires. */
export function selectedPart(): Workflow | null {
  const part = fragment(useEditor.getState().document, chosen());
  return placesOf(part).length > 0 ? part : null;
}

/** Adds what a text holds, at a place of the canvas. A text that holds no nodes is left alone. */
export function pasteText(text: string, at: Point): void {
  const part = parseWorkflow(text);
  if (part && placesOf(part).length > 0) make((workflow) => paste(workflow, part, shiftTo(part, at)));
}

export function renameSelected(): void {
  const ids = selected();
  const [first] = nodesOf(useEditor.getState().document).filter(({ id }) => ids.has(id));
  if (first) rename(first.id);
}

export function groupSelected(): void {
  const members = boxes().map(({ id }) => id);
  if (members.length > 0) make((workflow) => group(workflow, members));
}

export function ungroupSelected(): void {
  edit((workflow) => ungroup(workflow, selected()));
}

export function noteAt(at: Point): void {
  make((workflow) => addNote(workflow, freePlace(workflow, at)));
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
