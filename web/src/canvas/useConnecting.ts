import type { Connection, Edge } from "@xyflow/react";
import type { Link } from "@/workflow/document";
import { edit, useEditor } from "@/workflow/store";
import { refusal, withLink } from "@/workflow/wiring";
import type { Wire } from "./flow";

/** Drawing wires: React Flow asks whether one fits, and is told where it ended. */
export function useConnecting() {
  return {
    isValidConnection: (connection: Connection | Edge | Wire) => {
      const link = linkOf(connection);
      const { document, catalogue } = useEditor.getState();
      return link !== null && refusal(document, catalogue, link) === null;
    },
    onConnect: (connection: Connection) => {
      const link = linkOf(connection);
      if (link) edit((workflow, catalogue) => withLink(workflow, catalogue, link));
    },
  };
}

export function linkOf({ source, sourceHandle, target, targetHandle }: Connection | Edge): Link | null {
  return sourceHandle && targetHandle ? { from: [source, sourceHandle], to: [target, targetHandle] } : null;
}
