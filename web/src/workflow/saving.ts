import { create } from "zustand";
import { api, body } from "@/api/client";
import { ApiError, sentence } from "@/api/problem";
import { queryClient } from "@/api/query-client";
import { KEYS } from "@/api/queries";
import type { Workflow } from "./document";
import { useEditor } from "./store";

export type SaveState = "saved" | "unsaved" | "saving" | "failed" | "conflict";

interface Saving {
  readonly state: SaveState;
  readonly revision: number;
  readonly problem: string;
}

/** Whether the open workflow is kept by the server, and as which revision. */
export const useSaving = create<Saving>(() => ({ state: "saved", revision: 0, problem: "" }));

/** Milliseconds without a change before the workflow is saved. */
const QUIET = 700;

let kept: Workflow | null = null;
/** What is on its way to the server. */
let sent: Workflow | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
let underWay: Promise<void> = Promise.resolve();

/** From here on the changes of the open workflow are saved; what is open now is `revision`. */
export function beginSaving(revision: number): void {
  clearTimeout(timer);
  kept = useEditor.getState().document;
  useSaving.setState({ state: "saved", revision, problem: "" });
}

useEditor.subscribe(({ document }, before) => {
  if (document !== before.document) follow();
});

/** Says whether the document is saved, and sees to it. Undo may lead back to what is kept while another is under way. */
function follow(): void {
  if (kept === null || useSaving.getState().state === "conflict") return;
  clearTimeout(timer);
  if (useEditor.getState().document === (sent ?? kept)) {
    useSaving.setState({ state: sent ? "saving" : "saved" });
  } else {
    useSaving.setState({ state: "unsaved" });
    timer = setTimeout(() => void saveNow(), QUIET);
  }
}

/** Saves what is not saved yet. Whether that went well is in `useSaving`. */
export function saveNow(): Promise<void> {
  clearTimeout(timer);
  underWay = underWay.then(save);
  return underWay;
}

async function save(): Promise<void> {
  const { document, id } = useEditor.getState();
  if (kept === null || document === kept || useSaving.getState().state === "conflict") return;
  sent = document;
  useSaving.setState({ state: "saving" });
  const params = { path: { id }, query: { after: useSaving.getState().revision } };
  try {
    const { revision } = await body(api.PUT("/api/workflows/{id}", { params, body: document }));
    sent = null;
    if (useEditor.getState().id !== id) return;
    kept = document;
    useSaving.setState({ revision, problem: "" });
    follow();
    void queryClient.invalidateQueries({ queryKey: KEYS.workflows });
  } catch (error) {
    sent = null;
    const conflict = error instanceof ApiError && error.code === "workflow_changed";
    useSaving.setState({ state: conflict ? "conflict" : "failed", problem: sentence(error) });
  }
}
