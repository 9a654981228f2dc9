import { Select } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef } from "react";
import type { RunState } from "@/run/state";
import { useRun } from "@/run/store";
import { titleOf } from "@/workflow/catalogue";
import { nodesOf } from "@/workflow/document";
import { useEditor } from "@/workflow/store";
import { logLines, type LogLine } from "./lines";
import classes from "./Log.module.css";
import { showLog, useLog } from "./ui";

const NO_EVENTS: RunState["events"] = [];
const ROW = 24;

/** The run's events in plain words; of one node, where one is chosen. */
export default function Lines() {
  const node = useLog((state) => state.node);
  const events = useRun(({ run }) => run?.events ?? NO_EVENTS);
  const began = useRun(({ run }) => run?.startedAt ?? null);
  const titles = useTitles();
  const all = useMemo(() => logLines(events), [events]);
  const lines = node ? all.filter((line) => line.node === node) : all;
  return (
    <div className={classes.panel}>
      <Select
        className={classes.filter ?? ""}
        size="xs"
        aria-label="Node that the log tells of"
        placeholder="All nodes"
        clearable
        searchable
        value={node}
        data={[...titles].map(([value, label]) => ({ value, label }))}
        onChange={showLog}
      />
      {lines.length === 0 ? (
        <p className={classes.none}>{node ? "Nothing has happened at this node." : "Nothing has run yet."}</p>
      ) : (
        <Scrolled lines={lines} began={began} titles={titles} />
      )}
    </div>
  );
}

function useTitles(): ReadonlyMap<string, string> {
  const document = useEditor((state) => state.document);
  const catalogue = useEditor((state) => state.catalogue);
  return useMemo(
    () => new Map(nodesOf(document).map((item) => [item.id, titleOf(item, catalogue.get(item.type))])),
    [document, catalogue],
  );
}

interface Props {
  lines: readonly LogLine[];
  began: number | null;
  titles: ReadonlyMap<string, string>;
}

/** Only the lines in sight are drawn. The view stays at the newest until a person scrolls away from it. */
function Scrolled({ lines, began, titles }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  // eslint-disable-next-line react-hooks/incompatible-library -- nothing here is memoised by hand
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW,
    overscan: 12,
  });
  useEffect(() => {
    if (atEnd.current) rows.scrollToIndex(lines.length - 1, { align: "end" });
  }, [lines.length, rows]);
  return (
    <div
      ref={box}
      className={classes.lines}
      tabIndex={0}
      role="log"
      aria-label="Events of the run"
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) =>
        (atEnd.current = scrollTop + clientHeight > scrollHeight - ROW)
      }
    >
      <div style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start }) => {
          const line = lines[index];
          return line && <Line key={line.seq} line={line} top={start} began={began} titles={titles} />;
        })}
      </div>
    </div>
  );
}

interface LineProps extends Pick<Props, "began" | "titles"> {
  line: LogLine;
  top: number;
}

function Line({ line: { at, node, text, tone }, top, began, titles }: LineProps) {
  return (
    <div className={classes.line} data-tone={tone} style={{ transform: `translateY(${top}px)` }}>
      <time>{(at - (began ?? at)).toFixed(1)} s</time>
      <span className={classes.node}>{titles.get(node) ?? node}</span>
      <span title={text}>{text}</span>
    </div>
  );
}
