import { Progress } from "@mantine/core";
import type { Cap, Costs } from "@/api/types";
import classes from "./Costs.module.css";
import { money } from "./money";

const NAMES = [
  ["day", "Today"],
  ["month", "This month"],
  ["run", "A run"],
  ["call", "A picture"],
] as const;

/** The caps, and what is left of those that count over time. */
export function Caps({ caps }: { caps: Costs["caps"] }) {
  return (
    <section className={classes.caps} aria-label="Caps">
      {NAMES.map(([name, label]) => {
        const cap = caps[name];
        return cap && <CapCard key={name} name={name} label={label} cap={cap} />;
      })}
    </section>
  );
}

function CapCard({ name, label, cap }: { name: string; label: string; cap: Cap }) {
  const { cap_usd, spent_usd, held_usd, left_usd } = cap;
  const counts = spent_usd !== null && held_usd !== null;
  return (
    <div className={classes.card}>
      <div className={classes.label}>{label}</div>
      <p className={classes.large}>{counts ? `${money(spent_usd)} spent` : most(cap_usd)}</p>
      {counts && cap_usd !== null && (
        <Progress.Root size={6} my={6}>
          <Progress.Section
            value={share(spent_usd, cap_usd)}
            aria-label={`${label}: spent, of the cap`}
            color="var(--accent)"
          />
          <Progress.Section
            value={share(held_usd, cap_usd)}
            aria-label={`${label}: held, of the cap`}
            color="yellow.7"
          />
        </Progress.Root>
      )}
      <div className={classes.hint}>
        {counts && held_usd > 0 && `${money(held_usd)} held · `}
        {cap_usd === null ? (
          <>
            No cap. Set one with <code>AINB_BUDGET_{name.toUpperCase()}</code>.
          </>
        ) : (
          left_usd !== null && `${money(left_usd)} left of ${money(cap_usd)}`
        )}
        {!counts && cap_usd !== null && "A dearer one is refused before it is sent."}
      </div>
    </div>
  );
}

function most(cap: number | null): string {
  return cap === null ? "Any price" : `${money(cap)} at most`;
}

function share(part: number, whole: number): number {
  return whole > 0 ? Math.min(100, (part / whole) * 100) : 100;
}
