import { Handle, Position } from "@xyflow/react";
import { useShallow } from "zustand/react/shallow";
import { linksOf, type NodeItem } from "@/workflow/document";
import { useEditor } from "@/workflow/store";
import classes from "./NodeCard.module.css";

/** A node of a type that is not installed: it is kept as it is, with the sockets that its wires name. */
export function Placeholder({ item }: { item: NodeItem }) {
  const ends = useEditor(useShallow((state) => endsOf(linksOf(state.document), item.id)));
  return (
    <>
      <div className={classes.sockets}>
        {ends.map((end) => {
          const [side, name] = end.split(":", 2) as [string, string];
          return (
            <div key={end} className={side === "in" ? classes.input : classes.output}>
              <Handle
                id={name}
                type={side === "in" ? "target" : "source"}
                position={side === "in" ? Position.Left : Position.Right}
                className={classes.socket}
                isConnectable={false}
              />
              <span className={classes.label}>{name}</span>
            </div>
          );
        })}
      </div>
      <p className={classes.missing}>
        No node type “{item.type}” is installed. It is kept as it is; the workflow cannot run with it.
      </p>
    </>
  );
}

function endsOf(links: ReturnType<typeof linksOf>, id: string): string[] {
  const ins = links.filter(({ to }) => to[0] === id).map(({ to }) => `in:${to[1]}`);
  const outs = links.filter(({ from }) => from[0] === id).map(({ from }) => `out:${from[1]}`);
  return [...new Set([...ins, ...outs])];
}
