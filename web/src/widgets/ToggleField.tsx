import { Switch } from "@mantine/core";
import type { FieldProps } from "./Field";

export function ToggleField({ id, value, onChange }: FieldProps) {
  return (
    <Switch
      id={id}
      className="nodrag"
      size="xs"
      checked={value === true}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}
