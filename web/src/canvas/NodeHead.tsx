import { IconDots } from "@tabler/icons-react";
import type { CSSProperties } from "react";
import type { NodeSpec } from "@/api/types";
import type { NodeRun } from "@/run/state";
import type { NodeItem } from "@/workflow/document";
import { categoryColour, CategoryIcon } from "./category";
import classes from "./NodeCard.module.css";
import { NodeState } from "./NodeState";
import { NodeTitle } from "./NodeTitle";
import { openMenu } from "./ui";

interface Props {
  item: NodeItem;
  spec: NodeSpec | undefined;
  run: NodeRun | undefined;
}

export function NodeHead({ item, spec, run }: Props) {
  const colour = { "--category": categoryColour(spec?.category) } as CSSProperties;
  return (
    <header className={classes.head} style={colour} title={spec?.description}>
      <CategoryIcon category={spec?.category} className={classes.icon ?? ""} />
      <NodeTitle item={item} spec={spec} />
      {run && <NodeState run={run} />}
      <MenuButton id={item.id} />
    </header>
  );
}

/** A bare button: there are as many as nodes, and the menu is one for all of them. */
function MenuButton({ id }: { id: string }) {
  return (
    <button
      type="button"
      className={`${classes.menu} nodrag`}
      aria-label="Menu of the node"
      aria-haspopup="menu"
      onClick={({ currentTarget }) => {
        const { left, bottom } = currentTarget.getBoundingClientRect();
        openMenu({ node: id, x: left, y: bottom });
      }}
    >
      <IconDots size={16} />
    </button>
  );
}
