const STEPS: readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
];
const RELATIVE = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const DATE = new Intl.DateTimeFormat("en", { dateStyle: "medium" });

/** How long ago a time was, in a few words; the date where that is more than a week. */
export function ago(time: Date, now = new Date()): string {
  const seconds = (now.getTime() - time.getTime()) / 1000;
  if (seconds > 7 * 86_400) return DATE.format(time);
  const step = STEPS.find(([, length]) => seconds >= length);
  return step ? RELATIVE.format(-Math.floor(seconds / step[1]), step[0]) : "just now";
}

/** Dollars as people read them: cents for large sums, more digits for small ones. Null is a cost that is not known. */
export function dollars(amount: number | null | undefined): string {
  if (amount === null || amount === undefined) return "cost not known";
  if (amount === 0) return "free";
  if (amount < 0.001) return "< $0.001";
  return `$${amount.toFixed(amount < 1 ? 3 : 2)}`;
}

/** A duration in seconds, in as many digits as matter. */
export function duration(seconds: number): string {
  if (seconds < 0.05) return "< 0.1 s";
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}

/** `1 picture`, `2 pictures`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** The size of a file or of a store, in the unit that fits. */
export function fileSize(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const step = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1);
  const amount = bytes / 1000 ** step;
  return `${amount.toFixed(step > 0 && amount < 10 ? 1 : 0)} ${units[step] ?? ""}`;
}
