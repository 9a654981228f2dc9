import { isRunning, stop } from "@/run/begin";
import { redoEdit, select, undoEdit } from "@/workflow/store";
import {
  align,
  distribute,
  duplicate,
  groupSelected,
  layOut,
  removeSelected,
  renameSelected,
  selectAll,
  ungroupSelected,
} from "./actions";
import { toggleHelp } from "./ui";

/** A key and what it does; the help sheet lists them by section. `mod` is Ctrl, or Cmd on a Mac. */
export interface Shortcut {
  readonly keys: readonly string[];
  readonly says: string;
  readonly section: "Add" | "Change" | "Arrange" | "Run and look";
  readonly act?: () => unknown;
}

export const SHORTCUTS: readonly Shortcut[] = [
  { keys: ["space", "tab"], says: "Search and add a node (or double-click)", section: "Add" },
  { keys: ["enter"], says: "On a socket: begin a wire, or end it", section: "Add" },
  { keys: ["n"], says: "Add a note", section: "Add" },
  { keys: ["mod+d"], says: "Duplicate", section: "Add", act: duplicate },
  { keys: ["mod+c"], says: "Copy", section: "Add" },
  { keys: ["mod+x"], says: "Cut", section: "Add" },
  { keys: ["mod+v"], says: "Paste where the pointer is (nodes, or a picture)", section: "Add" },
  { keys: ["mod+z"], says: "Undo", section: "Change", act: undoEdit },
  { keys: ["mod+shift+z", "mod+y"], says: "Redo", section: "Change", act: redoEdit },
  { keys: ["f2"], says: "Rename (or double-click the title)", section: "Change", act: renameSelected },
  { keys: ["delete", "backspace"], says: "Delete", section: "Change", act: removeSelected },
  { keys: ["delete"], says: "On an input: unplug its wire", section: "Change" },
  {
    keys: ["mod+a"],
    says: "Select all (drag with Shift: what is in the frame)",
    section: "Change",
    act: selectAll,
  },
  { keys: ["escape"], says: "Stop the run; else select nothing", section: "Change", act: stopOrDeselect },
  { keys: ["mod+g"], says: "Group", section: "Arrange", act: groupSelected },
  { keys: ["mod+shift+g"], says: "Ungroup", section: "Arrange", act: ungroupSelected },
  { keys: ["shift+l"], says: "Lay out what is selected, or all", section: "Arrange", act: layOut },
  { keys: ["alt+a"], says: "Align left edges", section: "Arrange", act: () => align("left") },
  { keys: ["alt+d"], says: "Align right edges", section: "Arrange", act: () => align("right") },
  { keys: ["alt+w"], says: "Align upper edges", section: "Arrange", act: () => align("top") },
  { keys: ["alt+s"], says: "Align lower edges", section: "Arrange", act: () => align("bottom") },
  { keys: ["alt+h"], says: "Equal gaps across", section: "Arrange", act: () => distribute("x") },
  { keys: ["alt+v"], says: "Equal gaps down", section: "Arrange", act: () => distribute("y") },
  { keys: ["mod+enter"], says: "Run", section: "Run and look" },
  { keys: ["mod+shift+enter"], says: "Stop", section: "Run and look" },
  { keys: ["f"], says: "Fit the workflow to the view", section: "Run and look" },
  { keys: ["?"], says: "Show these keys", section: "Run and look", act: toggleHelp },
];

function stopOrDeselect(): void {
  if (isRunning()) void stop();
  else select([]);
}

/** A key press as shortcuts write it. */
export function keyOf(
  event: Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "shiftKey" | "altKey">,
): string {
  if (event.key === "?") return "?";
  // With Alt, some systems give another letter; the code is that of the key.
  const letter = event.altKey && event.code.startsWith("Key") ? event.code.slice(3) : event.key;
  const name = letter === " " ? "space" : letter.toLowerCase();
  const parts = [
    (event.ctrlKey || event.metaKey) && "mod",
    event.altKey && "alt",
    event.shiftKey && "shift",
    name,
  ];
  return parts.filter(Boolean).join("+");
}
