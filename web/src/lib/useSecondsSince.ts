import { useSyncExternalStore } from "react";

const listeners = new Set<() => void>();
let clock: ReturnType<typeof setInterval> | undefined;

/** Whole seconds since a time (in seconds since 1970). One clock for all: hundreds may count at once. */
export function useSecondsSince(start: number): number {
  return useSyncExternalStore(listen, () => Math.max(0, Math.floor(Date.now() / 1000 - start)));
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  clock ??= setInterval(() => listeners.forEach((tell) => tell()), 250);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(clock);
    clock = undefined;
  };
}
