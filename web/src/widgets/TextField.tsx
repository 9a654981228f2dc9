import type { FieldProps } from "./Field";
import classes from "./Field.module.css";
import { asText } from "./as-text";

export function TextField({ id, widget, value, onChange }: FieldProps) {
  return (
    <input
      id={id}
      className={`${classes.control} nodrag`}
      value={asText(value)}
      placeholder={widget.placeholder}
      onChange={(event) => onChange(event.currentTarget.value)}
      spellCheck={false}
      autoComplete="off"
    />
  );
}
