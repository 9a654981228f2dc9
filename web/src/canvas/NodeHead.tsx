import { type CSSProperties } from "react";
import type { NodeSpec } from "@/api/types";
import type { NodeRun } from "@/run/state";
import { titleOf } from "@/workflow/catalogue";
import type { NodeItem } from "@/workflow/document";
import { categoryColour, CategoryIcon } from "./category";
import classes from "./NodeCard.module.css";
import { NodeState } from "./NodeState";

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
      <span className={classes.title}>{titleOf(item, spec)}</span>
      {run && <NodeState run={run} />}
    </header>
  );
}
