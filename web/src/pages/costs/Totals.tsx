import type { Costs } from "@/api/types";
import { count } from "@/lib/words";
import classes from "./Costs.module.css";
import { money } from "@/lib/money";

/** The period in numbers. What is held stands apart from what is spent. */
export function Totals({ total }: { total: Costs["total"] }) {
  const { cost_usd, held_usd, pictures, requests, unpriced } = total;
  return (
    <section className={classes.totals} aria-label="In this time">
      <Total
        label="Spent"
        value={money(cost_usd)}
        hint={unpriced > 0 && `and ${count(unpriced, "request")} of unknown price`}
      />
      <Total label="Held" value={money(held_usd)} hint="for what is under way, or may have been charged" />
      <Total label="Pictures" value={String(pictures)} hint={`of ${count(requests, "request")}`} />
    </section>
  );
}

function Total({ label, value, hint }: { label: string; value: string; hint: string | false }) {
  return (
    <div className={classes.card}>
      <div className={classes.label}>{label}</div>
      <p className={classes.large}>{value}</p>
      {hint && <div className={classes.hint}>{hint}</div>}
    </div>
  );
}
