import type { KeyboardEvent as Key, MouseEvent as Press, TouchEvent as Touch } from "react";
import { linkId, linksOf } from "@/workflow/document";
import { edit } from "@/workflow/store";
import { withoutLink } from "@/workflow/wiring";
import type { Wire } from "./flow";
import { useFlow } from "./flow-store";

/** Taking hold of a wire at the input where it ends. An input with several wires gives its last one. */

/**
 * Pressing the input takes hold of the wire's end. React Flow draws that end below the socket, where no pointer reaches
 * it, so the press is handed on.
 */
export function takeHold(event: Press | Touch): void {
  const wire = wireAt(event.target);
  if (!wire || ("button" in event && event.button !== 0)) return;
  event.stopPropagation();
  const { clientX, clientY } = "touches" in event ? (event.touches[0] ?? { clientX: 0, clientY: 0 }) : event;
  document
    .querySelector(`[data-id="${CSS.escape(wire.id)}"] .react-flow__edgeupdater-target`)
    ?.dispatchEvent(new MouseEvent("mousedown", { bubbles: true, clientX, clientY }));
}

/** Deleting at an input that the keyboard led to unplugs it; elsewhere the key is for what is selected. */
export function unplug(event: Key): void {
  const wire = ["Delete", "Backspace"].includes(event.key) ? wireAt(event.target) : undefined;
  if (!wire || !(event.target as Element).matches(":focus-visible")) return;
  event.stopPropagation();
  edit((workflow, catalogue) => {
    const link = linksOf(workflow).find((one) => linkId(one) === wire.id);
    return link ? withoutLink(workflow, catalogue, link) : workflow;
  });
}

function wireAt(place: EventTarget): Wire | undefined {
  if (!(place instanceof HTMLElement) || !place.matches(".react-flow__handle.target")) return undefined;
  const { nodeid, handleid } = place.dataset;
  return useFlow
    .getState()
    .wires.findLast(({ target, targetHandle }) => target === nodeid && targetHandle === handleid);
}
