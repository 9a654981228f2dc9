import { count } from "@/lib/words";
import { argumentsOf } from "@/run/calls";
import type { NodeRun } from "@/run/state";
import classes from "./NodeCard.module.css";

const MOST = 3;

/** What a tool is being called with. */
export function CallChips({ calls }: { calls: NodeRun["calls"] }) {
  const all = Object.entries(calls);
  return (
    <>
      {all.slice(0, MOST).map(([firing, { call }]) => (
        <p key={firing} className={classes.chip} title={argumentsOf(call)}>
          {argumentsOf(call)}
        </p>
      ))}
      {all.length > MOST && <p className={classes.message}>and {count(all.length - MOST, "more call")}</p>}
    </>
  );
}
