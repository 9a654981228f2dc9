import { useReactFlow } from "@xyflow/react";
import { useEffect } from "react";
import type { Point } from "@/workflow/places";
import { pasteText, removeSelected, selectedPart } from "./actions";
import { useOpenFile } from "./useDropping";
import { isFree } from "./useKeyboard";

/**
 * Copying, cutting and pasting. The browser's own events need no leave, and work where the page came over plain HTTP.
 * The clipboard holds the text of a workflow.
 */
export function useClipboard(): void {
  const { screenToFlowPosition } = useReactFlow();
  const open = useOpenFile();
  useEffect(() => {
    let pointer: Point | null = null;
    const onPointerMove = ({ target, clientX: x, clientY: y }: PointerEvent) => {
      pointer = target instanceof Element && target.closest(".react-flow") ? { x, y } : null;
    };
    // Chromium leaves text marked when a node is pressed, and it is the node then that is meant.
    const onPointerDown = ({ target }: PointerEvent) => {
      if (target instanceof Element && target.closest(".react-flow")) document.getSelection()?.empty();
    };
    const onCopy = (event: ClipboardEvent) => {
      const part = isFree(event) && !isTextSelected() ? selectedPart() : null;
      if (!part) return;
      event.preventDefault();
      event.clipboardData?.setData("text/plain", JSON.stringify(part, null, 2));
      if (event.type === "cut") removeSelected();
    };
    const onPaste = (event: ClipboardEvent) => {
      if (!isFree(event) || !event.clipboardData) return;
      const at = screenToFlowPosition(pointer ?? middle());
      const { files } = event.clipboardData;
      if (files.length > 0) void open([...files], at);
      else pasteText(event.clipboardData.getData("text/plain"), at);
    };
    const listening = new AbortController();
    const { signal } = listening;
    window.addEventListener("pointermove", onPointerMove, { signal });
    window.addEventListener("pointerdown", onPointerDown, { signal });
    window.addEventListener("copy", onCopy, { signal });
    window.addEventListener("cut", onCopy, { signal });
    window.addEventListener("paste", onPaste, { signal });
    return () => listening.abort();
  }, [open, screenToFlowPosition]);
}

function isTextSelected(): boolean {
  return document.getSelection()?.type === "Range";
}

function middle(): Point {
  return { x: window.innerWidth / 2, y: window.innerHeight / 3 };
}
