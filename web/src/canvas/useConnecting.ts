import {
  type Connection,
  type Edge,
  type FinalConnectionState,
  type Handle,
  useReactFlow,
  useStoreApi,
} from "@xyflow/react";
import { notifications } from "@mantine/notifications";
import { useRef } from "react";
import { type Link, linkId, linksOf } from "@/workflow/document";
import type { Point } from "@/workflow/places";
import { edit, useEditor } from "@/workflow/store";
import { moveLink, refusal, withLink, withoutLink } from "@/workflow/wiring";
import type { Wire } from "./flow";
import { takeHold, unplug } from "./hold";
import { socketOf } from "./rows";
import { openSearch } from "./ui";

/** Drawing wires and moving their ends: whether one fits, why not, and what becomes of one that ends in the void. */
export function useConnecting() {
  const { screenToFlowPosition } = useReactFlow();
  const flow = useStoreApi();
  /** The wire whose end is being moved. */
  const held = useRef<Link | null>(null);
  return {
    isValidConnection: (connection: Connection | Edge | Wire) => {
      const link = linkOf(connection);
      return link !== null && why(link, held.current) === null;
    },
    onConnect: (connection: Connection) => {
      const link = linkOf(connection);
      if (link) edit((workflow, catalogue) => withLink(workflow, catalogue, link));
    },
    onConnectEnd: (
      event: MouseEvent | TouchEvent,
      { fromHandle, toHandle, isValid }: FinalConnectionState,
    ) => {
      if (isValid || !fromHandle) return;
      if (toHandle) tell(whyNot(fromHandle, toHandle, held.current));
      else if (isVoid(event)) endInVoid(fromHandle, held.current, pointOf(event), screenToFlowPosition);
    },
    onClickConnectEnd: ({ target }: MouseEvent | TouchEvent) => {
      const from = flow.getState().connectionClickStartHandle;
      if (from && target instanceof HTMLElement) tell(whyNot(from, handleOf(target)));
    },
    onMouseDownCapture: takeHold,
    onTouchStartCapture: takeHold,
    onKeyDown: unplug,
    onReconnectStart: (_: unknown, wire: Wire) => {
      held.current = linkOf(wire);
    },
    onReconnect: (wire: Wire, connection: Connection) => {
      const [from, to] = [linkOf(wire), linkOf(connection)];
      if (from && to) edit((workflow, catalogue) => moveLink(workflow, catalogue, from, to));
    },
    onReconnectEnd: () => {
      held.current = null;
    },
  };
}

type Socket = Pick<Handle, "nodeId" | "type" | "id">;

/** A wire that was held is removed; for a new one, nodes that fit are looked for. */
function endInVoid(from: Socket, held: Link | null, screen: Point, placeOf: (screen: Point) => Point): void {
  if (held) {
    edit((workflow, catalogue) => withoutLink(workflow, catalogue, held));
  } else {
    const side = from.type === "source" ? "output" : "input";
    openSearch({ screen, at: placeOf(screen), loose: { end: endOf(from), side } });
  }
}

/** Why there is no wire between two sockets; null where there is one, or where it is one socket. */
function whyNot(one: Socket, other: Socket, held: Link | null = null): string | null {
  if (one.nodeId === other.nodeId && one.id === other.id && one.type === other.type) return null;
  if (one.type === other.type) return "A wire goes from an output to an input.";
  const [from, to] = one.type === "source" ? [one, other] : [other, one];
  const link: Link = { from: endOf(from), to: endOf(to) };
  const drawn = linksOf(useEditor.getState().document).some((known) => linkId(known) === linkId(link));
  return drawn ? null : why(link, held);
}

/** The handle that an element shows. */
function handleOf({ dataset, classList }: HTMLElement): Socket {
  const { nodeid = "", handleid = "" } = dataset;
  return { nodeId: nodeid, id: handleid, type: classList.contains("source") ? "source" : "target" };
}

/** A wire that is held is out of its own way. */
function why(link: Link, held: Link | null): string | null {
  const { document, catalogue } = useEditor.getState();
  return refusal(held ? withoutLink(document, catalogue, held) : document, catalogue, link);
}

function tell(message: string | null): void {
  if (message)
    notifications.show({ id: "refused", color: "orange", title: "This wire does not fit", message });
}

function linkOf({ source, sourceHandle, target, targetHandle }: Connection | Edge): Link | null {
  if (!sourceHandle || !targetHandle) return null;
  return { from: [source, sourceHandle], to: [target, socketOf(targetHandle)] };
}

function endOf({ nodeId, id }: Socket): Link["from"] {
  return [nodeId, socketOf(id ?? "")];
}

function isVoid(event: MouseEvent | TouchEvent): boolean {
  const { x, y } = pointOf(event);
  return !!document.elementFromPoint(x, y)?.classList.contains("react-flow__pane");
}

function pointOf(event: MouseEvent | TouchEvent): Point {
  const { clientX, clientY } =
    "changedTouches" in event ? (event.changedTouches[0] ?? { clientX: 0, clientY: 0 }) : event;
  return { x: clientX, y: clientY };
}
