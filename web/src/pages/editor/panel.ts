import { create } from "zustand";
import { chatTarget } from "@/chat/target";
import { useEditor } from "@/workflow/store";

/** Pixels of the window from which on the chat may take its part without being asked for. */
const ROOMY = 1200;

/** What a person chose to see beside the canvas; null is nothing, undefined that nothing was chosen. */
const usePanel = create<{ tab: string | null | undefined }>(() => ({ tab: undefined }));

export const showTab = (tab: string | null) => usePanel.setState({ tab });

/** The tab of the side panel; null while it is closed. A workflow that can be chatted with shows its chat. */
export function usePanelTab(): string | null {
  const chosen = usePanel((state) => state.tab);
  const talks = useEditor(({ document, catalogue }) => chatTarget(document, catalogue) !== null);
  return chosen === undefined ? (talks && window.innerWidth >= ROOMY ? "chat" : null) : chosen;
}
