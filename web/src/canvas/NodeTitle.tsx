import { type KeyboardEvent, useState } from "react";
import type { NodeSpec } from "@/api/types";
import { titleOf } from "@/workflow/catalogue";
import type { NodeItem } from "@/workflow/document";
import { setTitle } from "@/workflow/edits";
import { edit } from "@/workflow/store";
import classes from "./NodeCard.module.css";
import own from "./NodeTitle.module.css";
import { endRenaming, rename, useCanvasUi } from "./ui";

interface Props {
  item: NodeItem;
  spec: NodeSpec | undefined;
}

/** A node's title. A double click turns it into a field. */
export function NodeTitle({ item, spec }: Props) {
  const renaming = useCanvasUi((state) => state.renaming === item.id);
  if (renaming) return <TitleField item={item} spec={spec} />;
  return (
    <span className={classes.title} onDoubleClick={() => rename(item.id)}>
      {titleOf(item, spec)}
    </span>
  );
}

/** What is written is kept when the field is left, unless Escape was pressed. */
function TitleField({ item, spec }: Props) {
  const [title, setTitleTo] = useState(item.title ?? "");
  const keep = () => {
    if (title !== (item.title ?? "")) edit((workflow) => setTitle(workflow, item.id, title));
    endRenaming();
  };
  const onKeyDown = ({ key }: KeyboardEvent) => {
    if (key === "Enter") keep();
    if (key === "Escape") endRenaming();
  };
  return (
    <input
      autoFocus
      className={`${own.field} nodrag`}
      aria-label="Title of the node"
      value={title}
      placeholder={spec?.title ?? item.type}
      onChange={({ currentTarget }) => setTitleTo(currentTarget.value)}
      onFocus={({ currentTarget }) => currentTarget.select()}
      onBlur={keep}
      onKeyDown={onKeyDown}
    />
  );
}
