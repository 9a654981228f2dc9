import { ActionIcon, Tooltip } from "@mantine/core";
import {
  IconCopy,
  type Icon,
  IconLayoutAlignBottom,
  IconLayoutAlignLeft,
  IconLayoutAlignRight,
  IconLayoutAlignTop,
  IconLayoutDistributeHorizontal,
  IconLayoutDistributeVertical,
  IconSitemap,
  IconSquaresDiagonal,
  IconSquaresSelected,
  IconTrash,
} from "@tabler/icons-react";
import { useShallow } from "zustand/react/shallow";
import { groupsOf, idsOf } from "@/workflow/document";
import { type Editor, useEditor } from "@/workflow/store";
import {
  align,
  distribute,
  duplicate,
  groupSelected,
  layOut,
  removeSelected,
  ungroupSelected,
} from "./actions";
import classes from "./SelectionBar.module.css";

interface Action {
  label: string;
  icon: Icon;
  act: () => unknown;
  /** Whether it can be done with what is selected. */
  fits: (chosen: Chosen) => boolean;
}

/** How much is selected; wires are not among the `things`. */
interface Chosen {
  readonly things: number;
  readonly grouped: boolean;
}

const some = (least: number) => (chosen: Chosen) => chosen.things >= least;

const ACTIONS: readonly Action[] = [
  { label: "Duplicate (Ctrl+D)", icon: IconCopy, act: duplicate, fits: some(1) },
  { label: "Group (Ctrl+G)", icon: IconSquaresSelected, act: groupSelected, fits: some(1) },
  {
    label: "Ungroup (Ctrl+Shift+G)",
    icon: IconSquaresDiagonal,
    act: ungroupSelected,
    fits: ({ grouped }) => grouped,
  },
  { label: "Align left edges (Alt+A)", icon: IconLayoutAlignLeft, act: () => align("left"), fits: some(2) },
  {
    label: "Align right edges (Alt+D)",
    icon: IconLayoutAlignRight,
    act: () => align("right"),
    fits: some(2),
  },
  { label: "Align upper edges (Alt+W)", icon: IconLayoutAlignTop, act: () => align("top"), fits: some(2) },
  {
    label: "Align lower edges (Alt+S)",
    icon: IconLayoutAlignBottom,
    act: () => align("bottom"),
    fits: some(2),
  },
  {
    label: "Equal gaps across (Alt+H)",
    icon: IconLayoutDistributeHorizontal,
    act: () => distribute("x"),
    fits: some(3),
  },
  {
    label: "Equal gaps down (Alt+V)",
    icon: IconLayoutDistributeVertical,
    act: () => distribute("y"),
    fits: some(3),
  },
  { label: "Lay out (Shift+L)", icon: IconSitemap, act: layOut, fits: some(2) },
  { label: "Delete (Del)", icon: IconTrash, act: removeSelected, fits: () => true },
];

/** What can be done with what is selected, for those who do not know the keys, or have none. */
export function SelectionBar() {
  const chosen = useEditor(useShallow(chosenIn));
  if (!chosen) return null;
  return (
    <div className={classes.bar} role="toolbar" aria-label="Selection">
      {ACTIONS.filter(({ fits }) => fits(chosen)).map(({ label, icon: Icon, act }) => (
        <Tooltip key={label} label={label}>
          <ActionIcon size={32} aria-label={label} onClick={() => void act()}>
            <Icon size={18} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      ))}
    </div>
  );
}

function chosenIn({ document, selected }: Editor): Chosen | null {
  if (selected.size === 0) return null;
  const grouped = groupsOf(document).some(
    ({ id, members = [] }) => selected.has(id) || members.some((member) => selected.has(member)),
  );
  return { things: [...idsOf(document)].filter((id) => selected.has(id)).length, grouped };
}
