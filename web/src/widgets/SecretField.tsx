import { Menu, UnstyledButton } from "@mantine/core";
import { IconCheck, IconChevronDown, IconKey, IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useSecrets } from "@/api/queries";
import { AddKey } from "./AddKey";
import type { FieldProps } from "./Field";
import classes from "./Field.module.css";

/** Which stored key is used. The workflow holds its name, never the key. */
export function SecretField({ widget, value, onChange }: FieldProps) {
  const [adding, setAdding] = useState(false);
  const secrets = useSecrets().data?.secrets ?? [];
  const name = nameIn(value);
  const known = secrets.some((secret) => secret.name === name && secret.source !== "nowhere");
  return (
    <>
      <Menu width={260} position="bottom-start">
        <Menu.Target>
          <UnstyledButton
            className={`${classes.control} ${classes.combo} nodrag`}
            // The menu gives its target an id of its own, so the label cannot name it.
            aria-label={`${widget.name.replaceAll("_", " ")}: ${name || "the usual key"}`}
          >
            <span className={classes.value} data-unset={!name || undefined}>
              {name || "the usual key"}
            </span>
            {name && <span className={classes.note}>{known ? <IconCheck size={14} /> : "not stored"}</span>}
            <IconChevronDown size={14} />
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => onChange("")}>The usual key of the provider</Menu.Item>
          {secrets.map((secret) => (
            <Menu.Item
              key={secret.name}
              leftSection={<IconKey size={14} />}
              rightSection={secret.name === name && <IconCheck size={14} />}
              onClick={() => onChange({ secret: secret.name })}
            >
              {secret.name}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item leftSection={<IconPlus size={14} />} onClick={() => setAdding(true)}>
            Add a key
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {adding && <AddKey onClose={() => setAdding(false)} onAdded={(added) => onChange({ secret: added })} />}
    </>
  );
}

function nameIn(value: unknown): string {
  return typeof value === "object" && value !== null && "secret" in value ? String(value.secret) : "";
}
