import { Button, UnstyledButton } from "@mantine/core";
import { IconPlayerPauseFilled, IconPlayerPlayFilled } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import type { LogLine } from "@/log/lines";
import classes from "./Run.module.css";
import { usePlaying } from "./usePlaying";
import type { Replay } from "./useReplay";

/** What happened, line by line; a line shows the run as it was then. */
export function Timeline({ replay, titles }: { replay: Replay; titles: ReadonlyMap<string, string> }) {
  const { lines, at, go } = replay;
  const [playing, toggle] = usePlaying(replay);
  return (
    <section className={classes.timeline} aria-label="What happened">
      <div className={classes.controls}>
        <h2>What happened</h2>
        {at !== null && !playing && (
          <Button variant="subtle" onClick={() => go(null)}>
            Show the end
          </Button>
        )}
        <Button
          variant="default"
          leftSection={playing ? <IconPlayerPauseFilled size={14} /> : <IconPlayerPlayFilled size={14} />}
          disabled={lines.length === 0}
          onClick={toggle}
        >
          {playing ? "Pause" : "Replay"}
        </Button>
      </div>
      <ol className={classes.lines}>
        {lines.map((line, place) => (
          <li key={line.seq}>
            <Line
              line={line}
              title={titles.get(line.node) ?? line.node}
              seconds={line.at - (lines[0]?.at ?? 0)}
              current={place === (at ?? lines.length - 1)}
              onClick={() => go(place === lines.length - 1 ? null : place)}
            />
          </li>
        ))}
      </ol>
    </section>
  );
}

interface Props {
  line: LogLine;
  /** Of the node that did it, empty for the run itself. */
  title: string;
  seconds: number;
  current: boolean;
  onClick: () => void;
}

function Line({ line: { text, tone }, title, seconds, current, onClick }: Props) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (current) button.current?.scrollIntoView({ block: "nearest" });
  }, [current]);
  return (
    <UnstyledButton
      ref={button}
      className={classes.line}
      aria-current={current ? "step" : undefined}
      data-tone={tone}
      onClick={onClick}
    >
      <time>{seconds.toFixed(1)} s</time>
      {title && <b>{title}</b>}
      <span className={classes.text}>{text}</span>
    </UnstyledButton>
  );
}
