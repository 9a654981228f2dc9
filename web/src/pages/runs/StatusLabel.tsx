import { Loader } from "@mantine/core";
import type { RunSummary } from "@/api/types";
import classes from "./Runs.module.css";
import { isLive, STATUS, UNSETTLED } from "./status";

/** How a run stands, by icon and word. */
export function StatusLabel({ run: { status, errors } }: { run: Pick<RunSummary, "status" | "errors"> }) {
  const unsettled = status === "failed" && errors.some((error) => error.charged === "unknown");
  const { icon: Icon, word, colour } = unsettled ? UNSETTLED : STATUS[status];
  return (
    <span className={classes.status} style={{ color: colour }}>
      {isLive(status) ? <Loader size={14} /> : <Icon size={16} stroke={2.2} />}
      {word}
    </span>
  );
}
