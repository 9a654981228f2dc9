import { IconHome, type Icon, IconPhoto } from "@tabler/icons-react";
import type { ComponentType } from "react";

interface Page {
  /** Where it is. A first part that is new must be among the server's canvas routes in `routes/pages.py`. */
  path: string;
  load: () => Promise<{ Component: ComponentType }>;
  /** Set for pages that the rail leads to. */
  rail?: { label: string; icon: Icon };
}

/** Every page, each in a chunk of its own. */
export const PAGES: readonly Page[] = [
  { path: "/", load: () => import("./home/HomePage"), rail: { label: "Home", icon: IconHome } },
  { path: "/workflows/:id", load: () => import("./editor/EditorPage") },
  {
    path: "/gallery",
    load: () => import("./gallery/GalleryPage"),
    rail: { label: "Gallery", icon: IconPhoto },
  },
];
