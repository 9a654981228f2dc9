import { useReactFlow } from "@xyflow/react";
import { useEffect } from "react";
import { begin, stop } from "@/run/begin";
import { noteAt } from "./actions";
import { useFit } from "./fit";
import { keyOf, SHORTCUTS } from "./shortcuts";
import { openSearch } from "./ui";

const ACTS = new Map(
  SHORTCUTS.flatMap(({ keys, act }) => (act ? keys.map((key) => [key, act] as const) : [])),
);

/** These work while someone types, too. */
const EVERYWHERE = new Map<string, () => unknown>([
  ["mod+enter", () => begin()],
  ["mod+shift+enter", stop],
]);

/** The keys of the canvas. While someone types, letters are letters; Run and Stop work everywhere. */
export function useKeyboard(): void {
  const { screenToFlowPosition } = useReactFlow();
  const fit = useFit();
  useEffect(() => {
    const middle = () => ({ x: window.innerWidth / 2 - 160, y: window.innerHeight / 3 });
    const search = () => openSearch({ screen: middle(), at: screenToFlowPosition(middle()) });
    const here = new Map<string, () => unknown>([
      ["space", search],
      ["tab", search],
      ["n", () => noteAt(screenToFlowPosition(middle()))],
      ["f", fit],
    ]);
    const onKeyDown = (event: KeyboardEvent) => {
      const key = keyOf(event);
      if (key === "escape" && leaveText(event.target)) return;
      const act = EVERYWHERE.get(key) ?? (isFree(event) ? (here.get(key) ?? ACTS.get(key)) : undefined);
      if (!act) return;
      event.preventDefault();
      void act();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [fit, screenToFlowPosition]);
}

/** Escape in a text on the canvas gives the keys back to the canvas. */
function leaveText(target: EventTarget | null): boolean {
  const text =
    target instanceof HTMLElement ? target.closest<HTMLElement>(".react-flow :is(input, textarea)") : null;
  text?.blur();
  return text !== null;
}

/** Where keys are for what is there: what one writes in, windows, and lists and menus that are open. */
const ELSEWHERE =
  "input, textarea, select, [contenteditable], [role=dialog], [role=listbox], [role=menu], [aria-haspopup][aria-expanded=true]";

/** Whether a key is meant for the canvas, and not for a control that has the focus or for a window over it. */
export function isFree(event: Event): boolean {
  const target = event.target instanceof Element ? event.target : null;
  if (target?.closest(ELSEWHERE)) return false;
  const key = event instanceof KeyboardEvent ? event.key : "";
  // Tab searches after a click on the canvas; where it led to something, it leads on.
  if (key === "Tab") return target?.classList.contains("react-flow") === true;
  const pressable = target?.closest("button, a, [role=button], [role=tab]");
  return !(pressable && [" ", "Enter"].includes(key));
}
