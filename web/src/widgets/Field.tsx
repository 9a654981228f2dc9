import type { ComponentType } from "react";
import type { NodeSpec, WidgetSpec } from "@/api/types";
import { widgetValue } from "@/workflow/catalogue";
import type { NodeItem } from "@/workflow/document";
import { setWidget } from "@/workflow/edits";
import { edit } from "@/workflow/store";
import classes from "./Field.module.css";
import { ComboField } from "./ComboField";
import { ImageField } from "./ImageField";
import { NumberField } from "./NumberField";
import { SecretField } from "./SecretField";
import { SliderField } from "./SliderField";
import { TextareaField } from "./TextareaField";
import { TextField } from "./TextField";
import { ToggleField } from "./ToggleField";

/** What each kind of widget is given. `id` is the control's, for its label. */
export interface FieldProps {
  readonly id: string;
  readonly widget: WidgetSpec;
  readonly value: unknown;
  readonly item: NodeItem;
  readonly spec: NodeSpec;
  readonly onChange: (value: unknown) => void;
}

const KINDS: Readonly<Record<WidgetSpec["kind"], ComponentType<FieldProps>>> = {
  text: TextField,
  textarea: TextareaField,
  secret: SecretField,
  number: NumberField,
  slider: SliderField,
  toggle: ToggleField,
  combo: ComboField,
};

interface Props {
  item: NodeItem;
  spec: NodeSpec;
  widget: WidgetSpec;
  /** A node's settings may show twice, and each label belongs to one control. */
  place?: "node" | "panel";
}

/** A widget with its label. What is typed in one go is undone in one go. */
export function Field({ item, spec, widget, place = "node" }: Props) {
  const picture = widget.source === "images";
  const Control = picture ? ImageField : KINDS[widget.kind];
  const going = `${item.id}.${widget.name}`;
  const id = `${place}-${going}`;
  const onChange = (value: unknown) =>
    edit((workflow) => setWidget(workflow, item.id, widget.name, value), going);
  return (
    <div className={classes.field} data-kind={picture ? "picture" : widget.kind}>
      <label className={classes.label} htmlFor={id} title={widget.description}>
        {widget.name.replaceAll("_", " ")}
      </label>
      <Control
        id={id}
        widget={widget}
        value={widgetValue(item, spec, widget.name)}
        item={item}
        spec={spec}
        onChange={onChange}
      />
    </div>
  );
}
