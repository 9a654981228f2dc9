import { create } from "zustand";
import type { Loose } from "@/workflow/wiring";

/** Where nodes are being looked for: a place on the canvas, in its pixels and on the screen. */
export interface Search {
  readonly at: { readonly x: number; readonly y: number };
  readonly screen: { readonly x: number; readonly y: number };
  /** The wire that the node is to take, if it was a wire that led here. */
  readonly loose?: Loose;
}

/** What is open over the canvas. */
export const useCanvasUi = create<{ search: Search | null; help: boolean }>(() => ({
  search: null,
  help: false,
}));

export const openSearch = (search: Search) => useCanvasUi.setState({ search });
export const closeSearch = () => useCanvasUi.setState({ search: null });
export const toggleHelp = () => useCanvasUi.setState(({ help }) => ({ help: !help }));
