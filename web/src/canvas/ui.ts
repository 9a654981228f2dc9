import { create } from "zustand";
import type { Loose } from "@/workflow/wiring";

/** Where nodes are being looked for: a place on the canvas, in its pixels and on the screen. */
export interface Search {
  readonly at: { readonly x: number; readonly y: number };
  readonly screen: { readonly x: number; readonly y: number };
  /** The wire that the node is to take, if it was a wire that led here. */
  readonly loose?: Loose;
}

/** The menu of a node, at a place on the screen. */
export interface OpenMenu {
  readonly node: string;
  readonly x: number;
  readonly y: number;
}

interface CanvasUi {
  readonly search: Search | null;
  readonly menu: OpenMenu | null;
  /** The node whose title is being written. */
  readonly renaming: string | null;
  readonly help: boolean;
}

/** What is open over the canvas. */
export const useCanvasUi = create<CanvasUi>(() => ({
  search: null,
  menu: null,
  renaming: null,
  help: false,
}));

export const openSearch = (search: Search) => useCanvasUi.setState({ search });
export const closeSearch = () => useCanvasUi.setState({ search: null });
export const toggleHelp = () => useCanvasUi.setState(({ help }) => ({ help: !help }));
export const openMenu = (menu: OpenMenu) => useCanvasUi.setState({ menu });
export const rename = (node: string) => useCanvasUi.setState({ renaming: node });
export const endRenaming = () => useCanvasUi.setState({ renaming: null });
export const closeMenu = () => useCanvasUi.setState({ menu: null });
