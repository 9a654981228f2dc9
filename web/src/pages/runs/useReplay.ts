import { useEffect, useMemo, useState } from "react";
import { followRun } from "@/api/events";
import { queryClient } from "@/api/query-client";
import { KEYS } from "@/api/queries";
import { sentence } from "@/api/problem";
import type { RunEvent } from "@/api/types";
import { type LogLine, logLines } from "@/log/lines";
import { reduce } from "@/run/reduce";
import { newRun } from "@/run/state";
import { leaveRuns, useRun } from "@/run/store";

export interface Replay {
  /** What happened, in order, as far as it is known. */
  readonly lines: readonly LogLine[];
  /** Which line shows; null for the newest, also as more arrive. */
  readonly at: number | null;
  readonly go: (at: number | null) => void;
  readonly problem: string | null;
}

/** Follows a run and shows it as it stood after one of its events. `round` begins anew where the run goes on. */
export function useReplay(id: string, round: number): Replay {
  const { events, problem } = useEvents(id, round);
  const [at, go] = useState<number | null>(null);
  const lines = useMemo(() => logLines(events), [events]);
  const seq = at === null ? undefined : lines[at]?.seq;
  useEffect(() => {
    useRun.setState({ run: reduce(newRun(id), asIfNow(events, seq)) });
  }, [id, events, seq]);
  useEffect(() => leaveRuns, []);
  return { lines, at, go, problem };
}

function useEvents(id: string, round: number) {
  const [events, setEvents] = useState<readonly RunEvent[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    const leaving = new AbortController();
    let known: readonly RunEvent[] = [];
    const onEvents = (news: readonly RunEvent[]) => setEvents((known = [...known, ...news]));
    followRun(id, 0, { onEvents, onConnected: () => undefined }, leaving.signal)
      .then(() => queryClient.invalidateQueries({ queryKey: KEYS.runs }))
      .catch((error: unknown) => setProblem(sentence(error)));
    return () => leaving.abort();
  }, [id, round]);
  return { events, problem };
}

/** The events up to number `seq`, moved in time so that what is under way there has gone on for as long as it had. */
function asIfNow(events: readonly RunEvent[], seq: number | undefined): readonly RunEvent[] {
  if (seq === undefined) return events;
  const past = events.filter((event) => event.seq <= seq);
  const shift = Date.now() / 1000 - (past.at(-1)?.at ?? 0);
  return past.map((event) => ({ ...event, at: event.at + shift }));
}
