import {
  type Connection,
  type Edge,
  type FinalConnectionState,
  type Handle,
  useReactFlow,
  useStoreApi,
} from "@xyflow/react";
import { notifications } from "@mantine/notifications";
import { type Link, linkId, linksOf } from "@/workflow/document";
import { edit, useEditor } from "@/workflow/store";
import { refusal, withLink } from "@/workflow/wiring";
import type { Wire } from "./flow";
import { openSearch } from "./ui";

/** Drawing wires: whether one fits, why not, and what fits where one ends in the void. */
export function useConnecting() {
  const { screenToFlowPosition } = useReactFlow();
  const flow = useStoreApi();
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
      if (toHandle) {
        tell(whyNot(fromHandle, toHandle));
      } else if (isVoid(event)) {
        const screen = pointOf(event);
        openSearch({
          screen,
          at: screenToFlowPosition(screen),
          loose: {
            end: [fromHandle.nodeId, fromHandle.id],
            side: fromHandle.type === "source" ? "output" : "input",
          },
        });
      }
    },
    onClickConnectEnd: ({ target }: MouseEvent | TouchEvent) => {
      const from = flow.getState().connectionClickStartHandle;
      if (from && target instanceof HTMLElement) tell(whyNot(from, socketOf(target)));
    },
  };
}

type Socket = Pick<Handle, "nodeId" | "type" | "id">;

/** Why there is no wire between two sockets; null where there is one, or where it is one socket. */
function whyNot(one: Socket, other: Socket): string | null {
  if (one.nodeId === other.nodeId && one.id === other.id && one.type === other.type) return null;
  if (one.type === other.type) return "A wire goes from an output to an input.";
  const [from, to] = one.type === "source" ? [one, other] : [other, one];
  const link: Link = { from: [from.nodeId, from.id ?? ""], to: [to.nodeId, to.id ?? ""] };
  const drawn = linksOf(useEditor.getState().document).some((known) => linkId(known) === linkId(link));
  return drawn ? null : why(link);
}

/** The socket that an element shows. */
function socketOf({ dataset, classList }: HTMLElement): Socket {
  const { nodeid = "", handleid = "" } = dataset;
  return { nodeId: nodeid, id: handleid, type: classList.contains("source") ? "source" : "target" };
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
