import { Button, Progress } from "@mantine/core";
import { useState } from "react";
import type { Cap, Costs } from "@/api/types";
import { money } from "@/lib/money";
import { CapDialog } from "./CapDialog";
import { CAP_NAMES, ceiling, WORDS, type CapName } from "./cap-names";
import classes from "./Costs.module.css";

/** The caps, what is left of those that count over time, and a way to change each. */
export function Caps({ caps }: { caps: Costs["caps"] }) {
  return (
    <section className={classes.caps} aria-label="Caps">
      {CAP_NAMES.map((name) => {
        const cap = caps[name];
        return cap && <CapCard key={name} name={name} cap={cap} />;
      })}
    </section>
  );
}

function CapCard({ name, cap }: { name: CapName; cap: Cap }) {
  const [open, setOpen] = useState(false);
  const { cap_usd, spent_usd } = cap;
  const { label } = WORDS[name];
  const action = cap_usd === null ? "Set a cap" : "Change";
  return (
    <section className={classes.card} aria-label={label}>
      <div className={classes.top}>
        <div className={classes.label}>{label}</div>
        <Button
          className={classes.action}
          variant="subtle"
          size="compact-sm"
          aria-label={`${action}: ${label}`}
          onClick={() => setOpen(true)}
        >
          {action}
        </Button>
      </div>
      <p className={classes.large}>{spent_usd === null ? most(cap_usd) : `${money(spent_usd)} spent`}</p>
      <Bar label={label} cap={cap} />
      <div className={classes.hint}>{standing(name, cap)}</div>
      {cap.source === "setting" && <div className={classes.hint}>{whose(name, cap)}</div>}
      <CapDialog name={name} cap={cap} opened={open} onClose={() => setOpen(false)} />
    </section>
  );
}

function Bar({ label, cap: { cap_usd, spent_usd, held_usd } }: { label: string; cap: Cap }) {
  if (cap_usd === null || spent_usd === null || held_usd === null) return null;
  return (
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
  );
}

function standing(name: CapName, { cap_usd, held_usd, left_usd }: Cap): string {
  const held = held_usd ? `${money(held_usd)} held · ` : "";
  if (cap_usd === null) return `${held}No cap.`;
  return left_usd === null ? WORDS[name].does : `${held}${money(left_usd)} left of ${money(cap_usd)}`;
}

/** Why the cap is not the one that was set here. */
function whose(name: CapName, cap: Cap): string {
  const yours = cap.stored_usd === null ? "It is not set here: " : `You set ${money(cap.stored_usd)}, but `;
  return yours + ceiling(name, cap);
}

function most(cap: number | null): string {
  return cap === null ? "Any price" : `${money(cap)} at most`;
}

function share(part: number, whole: number): number {
  return whole > 0 ? Math.min(100, (part / whole) * 100) : 100;
}
