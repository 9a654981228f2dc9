import { create } from "zustand";

/** The side panel: which tab shows, null while it is closed. */
export const usePanel = create<{ tab: string | null }>(() => ({ tab: null }));

export const showTab = (tab: string | null) => usePanel.setState({ tab });
