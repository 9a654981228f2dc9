import { IconCoin, IconHistory, IconHome, type Icon, IconPhoto, IconSettings } from "@tabler/icons-react";
import type { ComponentType } from "react";

interface Page {
  /** Where it is. A first part that is new must be among the server's canvas routes in `routes/pages.py`. */
  path: string;
  load: () => Promise<{ Component: ComponentType }>;
  /** Set for pages that the rail leads to; `to` where the path is a pattern. */
  rail?: { label: string; icon: Icon; to?: string };
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
  { path: "/runs", load: () => import("./runs/RunsPage"), rail: { label: "Runs", icon: IconHistory } },
  { path: "/runs/:id", load: () => import("./runs/RunPage") },
  { path: "/costs", load: () => import("./costs/CostsPage"), rail: { label: "Costs", icon: IconCoin } },
  {
    path: "/settings/:section?",
    load: () => import("./settings/SettingsPage"),
    rail: { label: "Settings", icon: IconSettings, to: "/settings" },
  },
];
