import { Button } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useState } from "react";
import { count, dollars } from "@/lib/words";
import classes from "./Lost.module.css";
import { LostItem } from "./LostItem";
import { useLost } from "./useLost";

/** Says that pictures may have been charged without having come, and lets a person settle each. */
export function LostNotice() {
  const lost = useLost();
  const [open, setOpen] = useState(false);
  if (lost.length === 0) return null;
  const held = lost.reduce((sum, { held_usd }) => sum + held_usd, 0);
  return (
    <section className={classes.notice} aria-label="Pictures of unknown outcome">
      <div className={classes.head}>
        <IconAlertTriangle size={22} />
        <div className={classes.words}>
          <b>{count(lost.length, "picture")} may have been charged, and did not arrive.</b> {dollars(held)} is
          held until you decide. The provider’s usage page shows what was charged.
        </div>
        <Button variant="default" onClick={() => setOpen(!open)} aria-expanded={open}>
          {open ? "Hide" : "Decide"}
        </Button>
      </div>
      {open && (
        <ul className={classes.list}>
          {lost.map((picture) => (
            <LostItem key={picture.id} picture={picture} />
          ))}
        </ul>
      )}
    </section>
  );
}
