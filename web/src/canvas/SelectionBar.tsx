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
  IconSquaresSelected,
  IconTrash,
} from "@tabler/icons-react";
import { useEditor } from "@/workflow/store";
import { align, distribute, duplicate, groupSelected, layOut, removeSelected } from "./actions";
import classes from "./SelectionBar.module.css";

interface Action {
  label: string;
  icon: Icon;
  act: () => unknown;
  /** How many must be selected. */
  from: number;
}

const ACTIONS: readonly Action[] = [
  { label: "Duplicate (Ctrl+D)", icon: IconCopy, act: duplicate, from: 1 },
  { label: "Group (Ctrl+G)", icon: IconSquaresSelected, act: groupSelected, from: 1 },
  { label: "Align left edges", icon: IconLayoutAlignLeft, act: () => align("left"), from: 2 },
  { label: "Align right edges", icon: IconLayoutAlignRight, act: () => align("right"), from: 2 },
  { label: "Align upper edges", icon: IconLayoutAlignTop, act: () => align("top"), from: 2 },
  { label: "Align lower edges", icon: IconLayoutAlignBottom, act: () => align("bottom"), from: 2 },
  { label: "Equal gaps across", icon: IconLayoutDistributeHorizontal, act: () => distribute("x"), from: 3 },
  { label: "Equal gaps down", icon: IconLayoutDistributeVertical, act: () => distribute("y"), from: 3 },
  { label: "Lay out (Shift+L)", icon: IconSitemap, act: layOut, from: 2 },
  { label: "Delete (Del)", icon: IconTrash, act: removeSelected, from: 1 },
];

/** What can be done with what is selected, for those who do not know the keys, or have none. */
export function SelectionBar() {
  const count = useEditor((state) => state.selected.size);
  if (count === 0) return null;
  return (
    <div className={classes.bar} role="toolbar" aria-label="Selection">
      {ACTIONS.filter(({ from }) => count >= from).map(({ label, icon: Icon, act }) => (
        <Tooltip key={label} label={label}>
          <ActionIcon size={32} aria-label={label} onClick={() => void act()}>
            <Icon size={18} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      ))}
    </div>
  );
}
