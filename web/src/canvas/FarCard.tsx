import type { CSSProperties } from "react";
import { preview } from "@/api/client";
import type { NodeSpec } from "@/api/types";
import { picturesIn } from "@/run/pictures";
import type { NodeRun } from "@/run/state";
import { useRun } from "@/run/store";
import { titleOf } from "@/workflow/catalogue";
import type { NodeItem } from "@/workflow/document";
import { categoryColour } from "./category";
import classes from "./Far.module.css";
import { draws } from "./NodeResult";
import { StateIcon } from "./NodeState";

interface Props {
  item: NodeItem;
  spec: NodeSpec | undefined;
  selected: boolean;
  width: number;
  height: number;
}

/** A node from far away: its name, its state and its picture, in the room that it takes when it is near. */
export function FarCard({ item, spec, selected, width, height }: Props) {
  const phase = useRun(({ run }) => run?.nodes[item.id]?.phase);
  const unsettled = useRun(({ run }) => run?.nodes[item.id]?.error?.charged === "unknown");
  const picture = useRun(({ run }) => spec && draws(spec) && firstPicture(run?.nodes[item.id]));
  const title = titleOf(item, spec);
  return (
    <article
      className={classes.card}
      style={{ width, height, "--category": categoryColour(spec?.category) } as CSSProperties}
      data-selected={selected || undefined}
      data-phase={phase}
      data-unsettled={unsettled || undefined}
      data-testid={`node-${item.id}`}
      aria-label={title}
    >
      <span className={classes.title}>{title}</span>
      {picture && <img className={classes.picture} src={preview(picture)} alt="" draggable={false} />}
      {phase && phase !== "waiting" && (
        <StateIcon className={classes.state ?? ""} phase={phase} unsettled={unsettled} />
      )}
    </article>
  );
}

function firstPicture(run: NodeRun | undefined): string | undefined {
  return run?.outputs ? picturesIn(run.outputs)[0]?.filename : undefined;
}
