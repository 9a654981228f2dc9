import { Anchor, UnstyledButton } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";
import { Link } from "react-router";
import { useImageModels } from "@/api/queries";
import type { NodeSpec, WidgetSpec } from "@/api/types";
import { widgetValue } from "@/workflow/catalogue";
import type { NodeItem } from "@/workflow/document";
import { asText } from "./as-text";
import type { FieldProps } from "./Field";
import classes from "./Field.module.css";
import { optionsOf } from "./options";

const ComboMenu = lazy(() => import("./ComboMenu"));

/** A choice. It is a plain button until it is opened: a large workflow has thousands. */
export function ComboField({ id, widget, value, item, spec, onChange }: FieldProps) {
  const [open, setOpen] = useState(false);
  const models = useImageModels().data ?? [];
  const options = optionsOf(widget, models, chosenIn(item, spec));
  const text = asText(value);
  const option = options.find((one) => one.value === text);
  const free = isFree(widget);
  const button = (
    <UnstyledButton
      id={id}
      className={`${classes.control} ${classes.combo} nodrag`}
      onClick={() => setOpen(!open)}
      aria-haspopup="listbox"
      aria-expanded={open}
      data-unfit={(!option && !free) || undefined}
      data-retired={option?.retired === true ? true : undefined}
    >
      <span className={classes.value}>{text || "choose"}</span>
      {option?.note && <span className={classes.note}>{option.note}</span>}
      <IconChevronDown size={14} />
    </UnstyledButton>
  );
  if (!open) return button;
  return (
    <Suspense fallback={button}>
      <ComboMenu
        options={options}
        free={free}
        empty={widget.source === "mcp_servers" ? <NoServers /> : undefined}
        value={text}
        onChoose={onChange}
        onClose={() => setOpen(false)}
        target={button}
      />
    </Suspense>
  );
}

/** Whether what is typed may be chosen though it is not on the list. */
function isFree({ source }: WidgetSpec): boolean {
  return source === "chat_models" || source === "image_models";
}

function NoServers() {
  return (
    <>
      No server yet.{" "}
      <Anchor component={Link} to="/settings/servers" size="sm">
        Add one in Settings
      </Anchor>
    </>
  );
}

function chosenIn(item: NodeItem, spec: NodeSpec) {
  const value = (name: string) => asText(widgetValue(item, spec, name));
  return { model: value("model"), size: value("size"), quality: value("quality") };
}
