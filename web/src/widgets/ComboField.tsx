import { Anchor, UnstyledButton } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
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
  const ref = useFocusBack(open);
  const models = useImageModels().data ?? [];
  const options = optionsOf(widget, models, chosenIn(item, spec));
  const text = asText(value);
  const option = options.find((one) => one.value === text);
  const free = isFree(widget);
  const button = (
    <UnstyledButton
      ref={ref}
      id={id}
      className={`${classes.control} ${classes.combo} nodrag`}
      onClick={() => setOpen(!open)}
      aria-haspopup="listbox"
      aria-expanded={open}
      data-unfit={(!option && !free) || undefined}
    >
      <span className={classes.value}>{text || "choose"}</span>
      {option?.note && !option.retired && <span className={classes.note}>{option.note}</span>}
      <IconChevronDown size={14} />
    </UnstyledButton>
  );
  return (
    <div>
      {open ? (
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
      ) : (
        button
      )}
      {option?.retired && <p className={classes.ended}>{option.note}</p>}
    </div>
  );
}

/** The list had the focus in its time. Where nobody has it after that, the button that stands there again takes it. */
function useFocusBack(open: boolean) {
  const button = useRef<HTMLButtonElement>(null);
  const was = useRef(open);
  useEffect(() => {
    if (was.current && !open && document.activeElement === document.body) button.current?.focus();
    was.current = open;
  }, [open]);
  return button;
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
