import type { InputSpec, NodeSpec } from "@/api/types";
import type { NodeItem } from "@/workflow/document";
import type { Wired } from "@/workflow/wired";
import { ArrayRows } from "./ArrayRows";
import classes from "./NodeCard.module.css";
import { InputSocket, OutputSocket, told } from "./Socket";

interface InputRowsProps {
  item: NodeItem;
  spec: NodeSpec;
  wired: Wired;
}

/** Inputs that only a wire can fill; those that a widget fills too stand beside the widget. */
export function InputRows({ item, spec, wired }: InputRowsProps) {
  const widgets = new Set(spec.widgets.map(({ name }) => name));
  return (
    <div className={classes.inputs}>
      {spec.sockets.inputs
        .filter(({ name }) => !widgets.has(name))
        .map((input) =>
          input.array ? (
            <ArrayRows key={input.name} node={item.id} input={input} from={wired.get(input.name) ?? []} />
          ) : (
            <InputRow key={input.name} input={input} wired={wired.has(input.name)} />
          ),
        )}
    </div>
  );
}

function InputRow({ input, wired }: { input: InputSpec; wired: boolean }) {
  return (
    <div className={classes.input} title={told(input)}>
      <InputSocket input={input} wired={wired} />
      <span className={classes.label} data-wanted={(input.required && !wired) || undefined}>
        {input.name}
      </span>
    </div>
  );
}

export function OutputRows({ spec }: { spec: NodeSpec }) {
  return (
    <div className={classes.outputs}>
      {spec.sockets.outputs.map((output) => (
        <div key={output.name} className={classes.output} title={told(output)}>
          <span className={classes.label}>{output.name}</span>
          <OutputSocket output={output} />
        </div>
      ))}
    </div>
  );
}
