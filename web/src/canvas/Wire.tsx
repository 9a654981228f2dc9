import { BaseEdge, type EdgeProps, getBezierPath } from "@xyflow/react";
import { type CSSProperties, memo } from "react";
import { useRun } from "@/run/store";
import type { Wire as WireEdge } from "./flow";
import classes from "./Wire.module.css";

/** A wire in the colour of what it carries. While a tool is called, the wire of the call runs towards the tool. */
export const Wire = memo(function Wire(props: EdgeProps<WireEdge>) {
  const { source, target, data, selected } = props;
  const called = useRun(({ run }) => !!data?.calls && isCalled(run?.nodes[target]?.calls, source));
  const [path] = getBezierPath(props);
  const style = { "--socket": `var(--socket-${data?.type ?? "ANY"})` } as CSSProperties;
  const names = [classes.wire, selected && classes.selected, called && classes.called]
    .filter(Boolean)
    .join(" ");
  return <BaseEdge path={path} className={names} style={style} interactionWidth={18} />;
});

function isCalled(calls: Readonly<Record<number, { caller: string }>> = {}, caller: string): boolean {
  return Object.values(calls).some((call) => call.caller === caller);
}
