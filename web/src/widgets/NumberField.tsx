import { useState } from "react";
import type { FieldProps } from "./Field";
import classes from "./Field.module.css";

/** A number; empty leaves the choice to whoever reads it, where the widget allows that. */
export function NumberField({ id, widget, value, onChange }: FieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const optional = widget.default === null || widget.default === undefined;
  const enter = (text: string) => {
    setTyped(text);
    if (text === "" && optional) onChange(null);
    else if (text !== "" && Number.isFinite(Number(text))) onChange(Number(text));
  };
  return (
    <input
      id={id}
      type="number"
      className={`${classes.control} ${classes.number} nodrag`}
      value={typed ?? (value === null || value === undefined ? "" : Number(value))}
      min={widget.minimum ?? undefined}
      max={widget.maximum ?? undefined}
      step={widget.step ?? "any"}
      placeholder={widget.placeholder ?? (optional ? "default" : "")}
      onChange={(event) => enter(event.currentTarget.value)}
      onBlur={() => setTyped(null)}
    />
  );
}
