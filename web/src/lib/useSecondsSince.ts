import { useEffect, useState } from "react";

/** Seconds since a time (in seconds since 1970), counted on four times a second. */
export function useSecondsSince(start: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, []);
  return Math.max(0, now / 1000 - start);
}
