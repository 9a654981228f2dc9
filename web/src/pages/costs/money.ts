import { dollars } from "@/lib/words";

/** A sum in the books: nothing spent is $0, not "free". */
export function money(amount: number | null): string {
  return amount === 0 ? "$0" : dollars(amount);
}
