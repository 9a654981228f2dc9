import { createContext } from "react";
import type { Catalogue } from "@/workflow/catalogue";
import { BLANK, type Workflow } from "@/workflow/document";

/** The workflow that ran, for its nodes. */
export const Replayed = createContext<{ workflow: Workflow; catalogue: Catalogue }>({
  workflow: BLANK,
  catalogue: new Map(),
});
