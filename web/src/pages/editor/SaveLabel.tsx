import { Button, Tooltip } from "@mantine/core";
import { useNavigate } from "react-router";
import { tell } from "@/canvas/actions";
import { saveNow, type SaveState, useSaving } from "@/workflow/saving";
import { useEditor } from "@/workflow/store";
import { keepCopy } from "@/workflow/transfer";
import classes from "./EditorPage.module.css";

const WORDS: Readonly<Record<SaveState, string>> = {
  saved: "saved",
  unsaved: "saving …",
  saving: "saving …",
  failed: "not saved",
  conflict: "changed elsewhere",
};

/** Whether the workflow is kept, and what to do where it is not. */
export function SaveLabel() {
  const { state, revision, problem } = useSaving();
  const label = problem || `Revision ${revision}. Every change is saved on its own.`;
  return (
    <>
      <Tooltip label={label} multiline maw={280}>
        <span className={classes.saved} data-state={state} role="status" tabIndex={0}>
          {WORDS[state]}
        </span>
      </Tooltip>
      {state === "failed" && (
        <Button size="compact-xs" variant="light" onClick={() => void saveNow()}>
          Try again
        </Button>
      )}
      {state === "conflict" && <Conflict />}
    </>
  );
}

function Conflict() {
  const navigate = useNavigate();
  const copy = async () => {
    const { document } = useEditor.getState();
    await navigate(`/workflows/${await keepCopy({ ...document, name: `${document.name ?? ""} (copy)` })}`);
  };
  return (
    <>
      <Button size="compact-xs" variant="light" onClick={() => void copy().catch(tell)}>
        Save mine as a copy
      </Button>
      <Button size="compact-xs" variant="default" onClick={() => window.location.reload()}>
        Open theirs
      </Button>
    </>
  );
}
