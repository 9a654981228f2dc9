import { UnstyledButton } from "@mantine/core";
import { IconChevronDown, IconChevronUp } from "@tabler/icons-react";
import { useState } from "react";
import type { NodeSpec, WidgetSpec } from "@/api/types";
import type { NodeItem } from "@/workflow/document";
import type { Wired } from "@/workflow/wired";
import { Field } from "@/widgets/Field";
import { folded } from "@/widgets/folded";
import classes from "./NodeCard.module.css";
import { InputSocket } from "./Socket";

interface Props {
  item: NodeItem;
  spec: NodeSpec;
  wired: Wired;
}

/** A node's widgets. Of many, those that were never set are folded away. */
export function WidgetRows({ item, spec, wired }: Props) {
  const [open, setOpen] = useState(false);
  const away = folded(item, spec);
  const shown = open ? spec.widgets : spec.widgets.filter(({ name }) => !away.has(name) || wired.has(name));
  const Chevron = open ? IconChevronUp : IconChevronDown;
  return (
    <div className={`${classes.widgets} nokey`}>
      {shown.map((widget) => (
        <Row key={widget.name} item={item} spec={spec} widget={widget} wired={wired.has(widget.name)} />
      ))}
      {away.size > 0 && (
        <UnstyledButton
          className={`${classes.more} nodrag`}
          onClick={() => setOpen(!open)}
          aria-expanded={open}
        >
          <Chevron size={14} /> {open ? "Fewer settings" : `${away.size} more settings`}
        </UnstyledButton>
      )}
    </div>
  );
}

function Row({
  item,
  spec,
  widget,
  wired,
}: {
  item: NodeItem;
  spec: NodeSpec;
  widget: WidgetSpec;
  wired: boolean;
}) {
  const input = spec.sockets.inputs.find(({ name }) => name === widget.name);
  return (
    <div className={classes.widget}>
      {input && <InputSocket input={input} wired={wired} />}
      {wired ? (
        <div className={classes.fed} title={widget.description}>
          <span className={classes.label}>{widget.name}</span>
          <span className={classes.muted}>from the wire</span>
        </div>
      ) : (
        <Field item={item} spec={spec} widget={widget} />
      )}
    </div>
  );
}
