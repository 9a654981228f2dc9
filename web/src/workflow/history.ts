import type { Workflow } from "./document";

/** A document with what it was before, and what it was before something was undone. Documents share their parts. */
export interface History {
  readonly document: Workflow;
  readonly past: readonly Workflow[];
  readonly future: readonly Workflow[];
  /** Names what the last change went on with: letters typed into one widget are undone together. */
  readonly going: string | null;
}

const LONGEST = 200;

export function begin(document: Workflow): History {
  return { document, past: [], future: [], going: null };
}

/** The history with a change more. Changes in a row under the same `going` count as one. */
export function change(history: History, document: Workflow, going: string | null = null): History {
  if (document === history.document) return history;
  if (going !== null && going === history.going) return { ...history, document, future: [] };
  const past = [...history.past.slice(-LONGEST + 1), history.document];
  return { document, past, future: [], going };
}

export function undo(history: History): History {
  const document = history.past.at(-1);
  if (!document) return history;
  return {
    document,
    past: history.past.slice(0, -1),
    future: [history.document, ...history.future],
    going: null,
  };
}

export function redo(history: History): History {
  const [document, ...future] = history.future;
  if (!document) return history;
  return { document, past: [...history.past, history.document], future, going: null };
}
