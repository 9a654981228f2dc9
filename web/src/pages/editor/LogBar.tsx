import { UnstyledButton } from "@mantine/core";
import { IconChevronRight, IconChevronUp } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { logLines, summary } from "@/run/log";
import type { RunState } from "@/run/state";
import { useRun } from "@/run/store";
import classes from "./EditorPage.module.css";

/** The run in one line at the bottom; it opens upwards to all lines. */
export function LogBar() {
  const [open, setOpen] = useState(false);
  const { run, connected, problem } = useRun();
  const Chevron = open ? IconChevronUp : IconChevronRight;
  const said = problem ?? (connected ? "" : "The connection broke; it is being taken up again.");
  return (
    <section className={classes.log} aria-label="Log">
      <UnstyledButton className={classes.summary} onClick={() => setOpen(!open)} aria-expanded={open}>
        <Chevron size={14} />
        <b>Log</b>
        <span role="status">
          {said || (run ? summary(run) : "Nothing has run yet. Press Run, or Ctrl+Enter.")}
        </span>
      </UnstyledButton>
      {open && run && <Lines run={run} />}
    </section>
  );
}

function Lines({ run }: { run: RunState }) {
  const lines = useMemo(() => logLines(run.events), [run.events]);
  return (
    <ol className={classes.lines} tabIndex={0}>
      {lines.map(({ seq, at, node, text, tone }) => (
        <li key={seq} data-tone={tone}>
          <time>{(at - (run.startedAt ?? at)).toFixed(1)} s</time>
          <span className={classes.node}>{node}</span>
          <span>{text}</span>
        </li>
      ))}
    </ol>
  );
}
