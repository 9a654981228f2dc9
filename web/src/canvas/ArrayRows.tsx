import { useDidUpdate } from "@mantine/hooks";
import { useUpdateNodeInternals } from "@xyflow/react";
import type { CSSProperties } from "react";
import type { InputSpec } from "@/api/types";
import own from "./ArrayRows.module.css";
import classes from "./NodeCard.module.css";
import { InputSocket, RowSocket, told } from "./Socket";

interface Props {
  node: string;
  input: InputSpec;
  /** What each of its wires comes from. */
  from: readonly string[];
}

/** An input for many wires: a row for each, in the order of the links, and a free one for the next. */
export function ArrayRows({ node, input, from }: Props) {
  const measure = useUpdateNodeInternals();
  // React Flow measures a node's sockets when its size changes, and a row more need not change it.
  useDidUpdate(() => measure(node), [from.length]);
  return (
    <div className={own.array} style={{ "--socket": `var(--socket-${input.type})` } as CSSProperties}>
      {from.map((source, place) => (
        <div key={place} className={classes.input} title={`${input.name} from ${source}`}>
          <RowSocket input={input} place={place} from={source} />
          <span className={own.source}>{source}</span>
        </div>
      ))}
      <div className={classes.input} title={told(input)}>
        <InputSocket input={input} />
        <span className={classes.label}>{input.name}</span>
        <span className={own.takes}>takes {input.type}</span>
      </div>
    </div>
  );
}
