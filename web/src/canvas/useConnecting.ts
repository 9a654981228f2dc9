import { type Connection, type Edge, type FinalConnectionState, useReactFlow } from "@xyflow/react";
import { notifications } from "@mantine/notifications";
import type { End, Link } from "@/workflow/document";
import { edit, useEditor } from "@/workflow/store";
import { refusal, withLink } from "@/workflow/wiring";
import type { Wire } from "./flow";
import { openSearch } from "./ui";

/** Drawing wires: whether one fits, why not, and what fits where one ends in the void. */
export function useConnecting() {
  const { screenToFlowPosition } = useReactFlow();
  return {
    isValidConnection: (connection: Connection | Edge | Wire) => {
      const link = linkOf(connection);
      return link !== null && why(link) === null;
    },
    onConnect: (connection: Connection) => {
      const link = linkOf(connection);
      if (link) edit((workflow, catalogue) => withLink(workflow, catalogue, link));
    },
    onConnectEnd: (event: MouseEvent | TouchEvent, state: FinalConnectionState) => {
      const { fromHandle, toHandle, isValid } = state;
      if (isValid || !fromHandle?.id) return;
      const from: End = [fromHandle.nodeId, fromHandle.id];
      const output = fromHandle.type === "source";
      if (toHandle?.id) {
        const to: End = [toHandle.nodeId, toHandle.id];
        if (toHandle.type === fromHandle.type) tell("A wire goes from an output to an input.");
        else tell(why(output ? { from, to } : { from: to, to: from }));
      } else if (isVoid(event)) {
        const screen = pointOf(event);
        openSearch({
          screen,
          at: screenToFlowPosition(screen),
          loose: { end: from, side: output ? "output" : "input" },
        });
      }
    },
  };
}

function why(link: Link): string | null {
  const { document, catalogue } = useEditor.getState();
  return refusal(document, catalogue, link);
}

function tell(message: string | null): void {
  if (message)
    notifications.show({ id: "refused", color: "orange", title: "This wire does not fit", message });
}

function linkOf({ source, sourceHandle, target, targetHandle }: Connection | Edge): Link | null {
  return sourceHandle && targetHandle ? { from: [source, sourceHandle], to: [target, targetHandle] } : null;
}

function isVoid(event: MouseEvent | TouchEvent): boolean {
  const { x, y } = pointOf(event);
  return !!document.elementFromPoint(x, y)?.classList.contains("react-flow__pane");
}

function pointOf(event: MouseEvent | TouchEvent): { x: number; y: number } {
  const { clientX, clientY } =
    "changedTouches" in event ? (event.changedTouches[0] ?? { clientX: 0, clientY: 0 }) : event;
  return { x: clientX, y: clientY };
}
