import type { NodeProps } from "@xyflow/react";
import { memo, useContext } from "react";
import type { NodeSpec } from "@/api/types";
import { useRun } from "@/run/store";
import { type NodeRun, UNTOUCHED } from "@/run/state";
import { type NodeItem } from "@/workflow/document";
import { useEditor } from "@/workflow/store";
import { Far } from "./far";
import { FarCard } from "./FarCard";
import type { NodeNode } from "./flow";
import classes from "./NodeCard.module.css";
import { NodeFailure } from "./NodeFailure";
import { NodeHead } from "./NodeHead";
import { NodeResult } from "./NodeResult";
import { Placeholder } from "./Placeholder";
import { InputRows, OutputRows } from "./SocketRows";
import { useWired } from "./useWired";
import { WidgetRows } from "./WidgetRows";

/** A node, drawn from its spec alone. One whose room is not known yet is drawn whole, from far away too. */
export const NodeCard = memo(function NodeCard(props: NodeProps<NodeNode>) {
  const {
    data: { item },
    selected,
    width = 0,
    height = 0,
  } = props;
  const spec = useEditor((state) => state.catalogue.get(item.type));
  const far = useContext(Far) && height > 0;
  return far ? (
    <FarCard item={item} spec={spec} selected={selected} width={width} height={height} />
  ) : (
    <NearCard item={item} spec={spec} selected={selected} />
  );
});

interface NearProps {
  item: NodeItem;
  spec: NodeSpec | undefined;
  selected: boolean;
}

function NearCard({ item, spec, selected }: NearProps) {
  const { id } = item;
  const run = useRun((state) => state.run?.nodes[id]);
  return (
    <article
      className={classes.node}
      data-selected={selected || undefined}
      data-phase={run?.phase}
      data-unsettled={run?.error?.charged === "unknown" || undefined}
      data-testid={`node-${id}`}
      aria-label={item.title ?? spec?.title ?? item.type}
    >
      <NodeHead item={item} spec={spec} run={run} />
      {spec ? <Body item={item} spec={spec} run={run} /> : <Placeholder item={item} />}
    </article>
  );
}

interface BodyProps {
  item: NodeItem;
  spec: NodeSpec;
  run: NodeRun | undefined;
}

function Body({ item, spec, run = UNTOUCHED }: BodyProps) {
  const wired = useWired(item.id);
  return (
    <>
      <div className={classes.sockets}>
        <InputRows item={item} spec={spec} wired={wired} />
        <OutputRows spec={spec} />
      </div>
      <WidgetRows item={item} spec={spec} wired={wired} />
      <NodeResult item={item} spec={spec} run={run} />
      {run.phase === "failed" && run.error && <NodeFailure item={item} spec={spec} error={run.error} />}
    </>
  );
}
