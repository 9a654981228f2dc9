import type { NodeProps } from "@xyflow/react";
import { memo } from "react";
import { renameGroup } from "@/workflow/edits";
import { edit } from "@/workflow/store";
import type { GroupNode } from "./flow";
import classes from "./GroupFrame.module.css";

/** A titled frame around its members; drawn aside, it takes them along. */
export const GroupFrame = memo(function GroupFrame({ id, data: { group }, selected }: NodeProps<GroupNode>) {
  return (
    <section className={classes.group} data-selected={selected || undefined} aria-label={group.title}>
      <input
        className={`${classes.title} nodrag`}
        aria-label="Title of the group"
        value={group.title ?? ""}
        onChange={({ currentTarget }) =>
          edit((workflow) => renameGroup(workflow, id, currentTarget.value), id)
        }
      />
    </section>
  );
});
