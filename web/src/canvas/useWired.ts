import { useMemo } from "react";
import { useEditor } from "@/workflow/store";
import { readWired, type Wired, wiredText } from "@/workflow/wired";

/** What enters a node of the open workflow. */
export function useWired(node: string): Wired {
  const text = useEditor(({ document, catalogue }) => wiredText(document, catalogue, node));
  return useMemo(() => readWired(text), [text]);
}
