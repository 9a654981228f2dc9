import { BaseEdge, type EdgeProps } from "@xyflow/react";
import { type CSSProperties, memo } from "react";
import { useRun } from "@/run/store";
import type { Wire as WireEdge } from "./flow";
import { leadsBack, wirePath } from "./wire-path";
import classes from "./Wire.module.css";

/** A wire in the colour of what it carries. While a tool is called, the wire of the call runs towards the tool. */
export const Wire = memo(function Wire(props: EdgeProps<WireEdge>) {
  const { source, target, data, selected } = props;
  const called = useRun(({ run }) => !!data?.calls && isCalled(run?.nodes[target]?.calls, source));
  const style = { "--socket": `var(--socket-${data?.type ?? "ANY"})` } as CSSProperties;
  const names = [
    classes.wire,
    leadsBack(props) && classes.back,
    selected && classes.selected,
    called && classes.called,
  ];
  return (
    <BaseEdge
      path={wirePath(props)}
      className={names.filter(Boolean).join(" ")}
      style={style}
      interactionWidth={18}
    />
  );
});

function isCalled(calls: Readonly<Record<number, { caller: string }>> = {}, caller: string): boolean {
  return Object.values(calls).some((call) => call.caller === caller);
}
