import type { NodeProps } from "@xyflow/react";
import { type CSSProperties, memo, useContext } from "react";
import type { NodeSpec } from "@/api/types";
import { categoryColour, CategoryIcon } from "@/canvas/category";
import type { GroupNode, NodeNode, NoteNode } from "@/canvas/flow";
import node from "@/canvas/NodeCard.module.css";
import { NodeResult } from "@/canvas/NodeResult";
import { NodeState } from "@/canvas/NodeState";
import { InputSocket } from "@/canvas/Socket";
import { InputRows, OutputRows } from "@/canvas/SocketRows";
import { UNTOUCHED } from "@/run/state";
import { useRun } from "@/run/store";
import { titleOf, widgetValue } from "@/workflow/catalogue";
import type { NodeItem } from "@/workflow/document";
import { readWired, type Wired, wiredText } from "@/workflow/wired";
import { asText } from "@/widgets/as-text";
import { Replayed } from "./replayed";
import classes from "./Run.module.css";

/** A node as it was when it ran: its settings as text, and what came of it. */
export const ReplayNode = memo(function ReplayNode({ id, data: { item } }: NodeProps<NodeNode>) {
  const { workflow, catalogue } = useContext(Replayed);
  const run = useRun((state) => state.run?.nodes[id]) ?? UNTOUCHED;
  const spec = catalogue.get(item.type);
  const wired = readWired(wiredText(workflow, catalogue, id));
  return (
    <article
      className={node.node}
      data-phase={run.phase}
      data-unsettled={run.error?.charged === "unknown" || undefined}
      data-testid={`node-${id}`}
      aria-label={titleOf(item, spec)}
    >
      <header
        className={node.head}
        style={{ "--category": categoryColour(spec?.category) } as CSSProperties}
        title={spec?.description}
      >
        <CategoryIcon category={spec?.category} className={node.icon ?? ""} />
        <span className={node.title}>{titleOf(item, spec)}</span>
        <NodeState run={run} />
      </header>
      {spec && (
        <>
          <div className={node.sockets}>
            <InputRows item={item} spec={spec} wired={wired} />
            <OutputRows spec={spec} />
          </div>
          <Settings item={item} spec={spec} wired={wired} />
          <NodeResult item={item} spec={spec} run={run} />
        </>
      )}
      {run.phase === "failed" && run.error && (
        <div className={node.failure} data-unsettled={run.error.charged === "unknown" || undefined}>
          <p>{run.error.error}</p>
        </div>
      )}
    </article>
  );
});

/** Those that were set, and those that have a socket, which wires lead to. */
function Settings({ item, spec, wired }: { item: NodeItem; spec: NodeSpec; wired: Wired }) {
  return (
    <div className={`${node.widgets} ${classes.settings}`}>
      {spec.widgets.map(({ name }) => {
        const input = spec.sockets.inputs.find((one) => one.name === name);
        if (!input && item.widgets?.[name] === undefined) return null;
        const value = wired.has(name) ? "from the wire" : asText(widgetValue(item, spec, name));
        return (
          <div key={name} className={node.widget}>
            {input && <InputSocket input={input} />}
            <div className={node.fed}>
              <span className={node.label}>{name.replaceAll("_", " ")}</span>
              <span className={classes.value} title={value}>
                {value}
              </span>
            </div>
          </div>
        );
      })}
    </div>
  );
}

export const ReplayNote = memo(function ReplayNote({ data: { note } }: NodeProps<NoteNode>) {
  return <div className={classes.note}>{note.text}</div>;
});

export const ReplayGroup = memo(function ReplayGroup({ data: { group } }: NodeProps<GroupNode>) {
  return <section className={classes.group}>{group.title}</section>;
});
