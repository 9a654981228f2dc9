import { ActionIcon, Tooltip } from "@mantine/core";
import { IconArrowBackUp, IconArrowForwardUp } from "@tabler/icons-react";
import { HeaderContent } from "@/frame/Header";
import { rename } from "@/workflow/edits";
import { edit, redoEdit, undoEdit, useEditor } from "@/workflow/store";
import classes from "./EditorPage.module.css";
import { EstimateLabel } from "./EstimateLabel";
import { PanelButton } from "./PanelButton";
import { RunButtons } from "./RunButtons";
import { SaveLabel } from "./SaveLabel";
import { WorkflowMenu } from "./WorkflowMenu";

export function EditorHeader() {
  return (
    <HeaderContent>
      <span className={classes.divider} />
      <Name />
      <SaveLabel />
      <UndoButtons />
      <span className={classes.spring} />
      <EstimateLabel />
      <RunButtons />
      <PanelButton />
      <WorkflowMenu />
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
        <ActionIcon className={classes.undo} size={32} aria-label="Undo" disabled={!past} onClick={undoEdit}>
          <IconArrowBackUp size={18} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label="Redo (Ctrl+Shift+Z)">
        <ActionIcon
          className={classes.undo}
          size={32}
          aria-label="Redo"
          disabled={!future}
          onClick={redoEdit}
        >
          <IconArrowForwardUp size={18} />
        </ActionIcon>
      </Tooltip>
    </>
  );
}
