import type { FieldProps } from "./Field";
import classes from "./Field.module.css";
import { asText } from "./as-text";

/** Several lines; it grows with its text, and scrolls where that is long. */
export function TextareaField({ id, widget, value, onChange }: FieldProps) {
  return (
    <textarea
      id={id}
      className={`${classes.control} ${classes.area} nodrag nowheel`}
      value={asText(value)}
      placeholder={widget.placeholder}
      onChange={(event) => onChange(event.currentTarget.value)}
      rows={2}
    />
  );
}
