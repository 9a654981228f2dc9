import { type NodeProps, NodeResizer } from "@xyflow/react";
import { memo } from "react";
import { changeNote } from "@/workflow/edits";
import { edit } from "@/workflow/store";
import type { NoteNode } from "./flow";
import classes from "./NoteCard.module.css";

export const NoteCard = memo(function NoteCard({ id, data: { note }, selected }: NodeProps<NoteNode>) {
  return (
    <div className={classes.note} data-selected={selected || undefined}>
      <NodeResizer
        isVisible={selected}
        minWidth={140}
        minHeight={70}
        onResizeEnd={(_, { x, y, width, height }) =>
          edit((workflow) => changeNote(workflow, id, { position: { x, y }, width, height }))
        }
      />
      <textarea
        className={`${classes.text} nodrag nowheel`}
        aria-label="Note"
        placeholder="Write a note"
        // Who adds a note goes on to write it.
        autoFocus={selected && !note.text}
        value={note.text ?? ""}
        onChange={({ currentTarget }) =>
          edit((workflow) => changeNote(workflow, id, { text: currentTarget.value }), id)
        }
      />
    </div>
  );
});
