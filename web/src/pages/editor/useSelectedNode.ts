import type { NodeSpec } from "@/api/types";
import { nodeOf } from "@/workflow/catalogue";
import type { NodeItem } from "@/workflow/document";
import { useEditor } from "@/workflow/store";

/** The one node that is selected, with its spec if its type is installed. */
export function useSelectedNode(): { item: NodeItem; spec: NodeSpec | undefined } | null {
  const item = useEditor(({ document, selected }) => {
    const [id, ...others] = selected;
    return id !== undefined && others.length === 0 ? nodeOf(document, id) : undefined;
  });
  const spec = useEditor(({ catalogue }) => (item ? catalogue.get(item.type) : undefined));
  return item ? { item, spec } : null;
}
