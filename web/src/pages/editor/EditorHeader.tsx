import { ActionIcon, Tooltip } from "@mantine/core";
import { IconArrowBackUp, IconArrowForwardUp } from "@tabler/icons-react";
import { HeaderContent } from "@/frame/Header";
import { rename } from "@/workflow/edits";
import { edit, redoEdit, undoEdit, useEditor } from "@/workflow/store";
import classes from "./EditorPage.module.css";
import { RunButtons } from "./RunButtons";

export function EditorHeader() {
  return (
    <HeaderContent>
      <span className={classes.divider} />
      <Name />
      <UndoButtons />
      <span className={classes.spring} />
      <RunButtons />
    </HeaderContent>
  );
}

function Name() {
  const name = useEditor((state) => state.document.name ?? "");
  return (
    <input
      className={classes.name}
      aria-label="Name of the workflow"
      value={name}
      placeholder="Untitled"
      onChange={({ currentTarget }) => edit((workflow) => rename(workflow, currentTarget.value), "name")}
    />
  );
}

function UndoButtons() {
  const past = useEditor((state) => state.past.length > 0);
  const future = useEditor((state) => state.future.length > 0);
  return (
    <>
      <Tooltip label="Undo (Ctrl+Z)">
        <ActionIcon size={30} aria-label="Undo" disabled={!past} onClick={undoEdit}>
          <IconArrowBackUp size={18} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label="Redo (Ctrl+Shift+Z)">
        <ActionIcon size={30} aria-label="Redo" disabled={!future} onClick={redoEdit}>
          <IconArrowForwardUp size={18} />
        </ActionIcon>
      </Tooltip>
    </>
  );
}
