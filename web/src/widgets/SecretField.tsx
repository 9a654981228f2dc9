import type { FieldProps } from "./Field";
import classes from "./Field.module.css";

/** Which stored key is used: the workflow holds its name, never the key. */
export function SecretField({ id, value, onChange }: FieldProps) {
  const name = typeof value === "object" && value !== null && "secret" in value ? String(value.secret) : "";
  return (
    <input
      id={id}
      className={`${classes.control} nodrag`}
      value={name}
      placeholder="the usual key"
      onChange={({ currentTarget }) => onChange(currentTarget.value ? { secret: currentTarget.value } : "")}
      autoComplete="off"
      spellCheck={false}
    />
  );
}
