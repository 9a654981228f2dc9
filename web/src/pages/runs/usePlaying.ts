import { useEffect, useState } from "react";
import type { Replay } from "./useReplay";

/** The longest that one waits for the next event, in seconds. */
const LONGEST = 1;

/** Plays the events at the pace at which they came, without the long waits. */
export function usePlaying({ lines, at, go }: Replay): [playing: boolean, toggle: () => void] {
  const [wanted, setWanted] = useState(false);
  const playing = wanted && at !== null;
  useEffect(() => {
    const [now, next] = [lines[at ?? 0], lines[(at ?? 0) + 1]];
    if (!playing || !now) return;
    const pause = next ? Math.min(next.at - now.at, LONGEST) : 0;
    const timer = setTimeout(() => go(next ? at + 1 : null), pause * 1000);
    return () => clearTimeout(timer);
  }, [playing, lines, at, go]);
  const toggle = () => {
    setWanted(!playing);
    if (!playing && at === null) go(0);
  };
  return [playing, toggle];
}
