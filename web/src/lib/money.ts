import { dollars } from "./words";

/** A sum in the books: nothing spent is $0, not "free", and whole cents have two digits. */
export function money(amount: number | null): string {
  if (amount === 0) return "$0";
  const wholeCents = amount !== null && Math.abs(amount * 100 - Math.round(amount * 100)) < 1e-6;
  return wholeCents ? `$${amount.toFixed(2)}` : dollars(amount);
}
