import { UnstyledButton } from "@mantine/core";
import { IconChevronRight, IconChevronUp } from "@tabler/icons-react";
import { lazy, Suspense } from "react";
import { useRun } from "@/run/store";
import { summary } from "./lines";
import classes from "./Log.module.css";
import { toggleLog, useLog } from "./ui";

const Lines = lazy(() => import("./Lines"));

/** The run in one line at the bottom; it opens upwards to all lines. */
export function LogBar() {
  const open = useLog((state) => state.open);
  const said = useRun(({ run, connected, problem }) => {
    if (problem) return problem;
    if (!connected) return "The connection broke; it is being taken up again.";
    return run ? summary(run) : "Nothing has run yet. Press Run, or Ctrl+Enter.";
  });
  const Chevron = open ? IconChevronUp : IconChevronRight;
  return (
    <section className={classes.log} aria-label="Log">
      <UnstyledButton className={classes.summary} onClick={toggleLog} aria-expanded={open}>
        <Chevron size={14} />
        <b>Log</b>
        <span role="status">{said}</span>
      </UnstyledButton>
      {open && (
        <Suspense>
          <Lines />
        </Suspense>
      )}
    </section>
  );
}
