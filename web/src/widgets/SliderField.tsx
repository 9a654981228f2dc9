import type { FieldProps } from "./Field";
import classes from "./Field.module.css";

export function SliderField({ id, widget, value, onChange }: FieldProps) {
  const number = Number(value);
  return (
    <span className={`${classes.slider} nodrag`}>
      <input
        id={id}
        type="range"
        value={number}
        min={widget.minimum ?? 0}
        max={widget.maximum ?? 1}
        step={widget.step ?? "any"}
        onChange={(event) => onChange(Number(event.currentTarget.value))}
      />
      <output htmlFor={id}>{number}</output>
    </span>
  );
}
