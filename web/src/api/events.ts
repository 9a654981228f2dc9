import { EventSourceParserStream } from "eventsource-parser/stream";
import { send } from "./client";
import { ApiError } from "./problem";
import type { RunEvent } from "./types";

const LAST = new Set(["run_finished", "run_failed", "run_cancelled", "run_interrupted"]);
const PAUSES = [250, 500, 1000, 2000, 5000];

interface Reader {
  onEvents: (events: RunEvent[]) => void;
  /** Called with false when the connection breaks and with true when it is back. */
  onConnected: (connected: boolean) => void;
}

/**
 * Reads a run's events from the one after `after` to its last, over as many connections as that takes.
 * By fetch rather than EventSource, which cannot carry the token. Events come in groups, as the network brings them.
 */
export async function followRun(
  runId: string,
  after: number,
  reader: Reader,
  signal: AbortSignal,
): Promise<void> {
  const at = { seen: after, over: false };
  const onEvents = (events: RunEvent[]) => {
    reader.onConnected(true);
    reader.onEvents(events);
    at.seen = events.at(-1)?.seq ?? at.seen;
    at.over = LAST.has(events.at(-1)?.kind ?? "");
  };
  for (let broken = 0; !signal.aborted; broken += 1) {
    const before = at.seen;
    await readOn(runId, at.seen, onEvents, signal);
    // The server closes after the last event. A run that was taken up again has events after an end, too.
    if (at.over || stopped(signal)) return;
    reader.onConnected(false);
    if (at.seen > before) broken = 0;
    await pause(PAUSES[Math.min(broken, PAUSES.length - 1)] ?? 0, signal);
  }
}

/** Over one connection, until it ends or breaks. Throws what the server refuses. */
async function readOn(
  id: string,
  after: number,
  onEvents: (events: RunEvent[]) => void,
  signal: AbortSignal,
): Promise<void> {
  try {
    for await (const events of connection(id, after, signal)) onEvents(events);
  } catch (error) {
    if (error instanceof ApiError && error.status < 500) throw error;
  }
}

async function* connection(runId: string, after: number, signal: AbortSignal): AsyncGenerator<RunEvent[]> {
  const url = `/api/runs/${encodeURIComponent(runId)}/events?after=${after}`;
  const response = await send(new Request(url, { signal, headers: { accept: "text/event-stream" } }));
  if (!response.body) return;
  const messages = response.body
    .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array<ArrayBuffer>>)
    .pipeThrough(new EventSourceParserStream());
  yield* grouped(messages.getReader());
}

/** What has arrived by the time the page can look, together: a run makes thousands of events a second. */
async function* grouped(reader: ReadableStreamDefaultReader<{ data: string }>): AsyncGenerator<RunEvent[]> {
  let part = reader.read();
  while (true) {
    const first = await part;
    if (first.done) return;
    const group = [parsed(first.value)];
    const pause = frame();
    for (part = reader.read(); ; part = reader.read()) {
      const next = await Promise.race([part, pause]);
      if (!next || next.done) break;
      group.push(parsed(next.value));
    }
    yield group;
  }
}

function parsed(message: { data: string }): RunEvent {
  return JSON.parse(message.data) as RunEvent;
}

function frame(): Promise<void> {
  // A hidden tab draws no frames, and its events must not pile up.
  return new Promise((resolve) =>
    document.hidden ? setTimeout(resolve, 50) : requestAnimationFrame(() => resolve()),
  );
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** As a function, because the compiler takes a signal that was looked at for one that stays as it is. */
function stopped(signal: AbortSignal): boolean {
  return signal.aborted;
}
