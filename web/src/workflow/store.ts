import { create } from "zustand";
import type { Catalogue } from "./catalogue";
import { BLANK, type Workflow } from "./document";
import { begin, change, type History, redo, undo } from "./history";

/** The workflow that is open. One at a time; `id` is empty while none is. */
export interface Editor extends History {
  readonly id: string;
  readonly catalogue: Catalogue;
  /** Ids of selected nodes, notes and groups, and of selected wires (`linkId`). */
  readonly selected: ReadonlySet<string>;
}

export const useEditor = create<Editor>(() => ({
  ...begin(BLANK),
  id: "",
  catalogue: new Map(),
  selected: new Set(),
}));

export function openWorkflow(id: string, document: Workflow, catalogue: Catalogue): void {
  useEditor.setState({ ...begin(document), id, catalogue, selected: new Set() });
}

/** Changes the open workflow, so that it can be undone; `going` as in `change`. */
export function edit(
  next: (workflow: Workflow, catalogue: Catalogue) => Workflow,
  going: string | null = null,
): void {
  useEditor.setState((state) => change(state, next(state.document, state.catalogue), going));
}

/** The same for a change that makes something, which is then selected. */
export function make(
  next: (workflow: Workflow, catalogue: Catalogue) => [Workflow, made: string | Set<string>],
): void {
  useEditor.setState((state) => {
    const [document, made] = next(state.document, state.catalogue);
    return { ...change(state, document), selected: typeof made === "string" ? new Set([made]) : made };
  });
}

export const undoEdit = () => useEditor.setState((state) => undo(state));
export const redoEdit = () => useEditor.setState((state) => redo(state));

export function select(ids: Iterable<string>): void {
  useEditor.setState({ selected: new Set(ids) });
}
