import { Handle, Position } from "@xyflow/react";
import type { CSSProperties, KeyboardEvent } from "react";
import type { InputSpec, NodeSpec, OutputSpec } from "@/api/types";
import type { NodeItem } from "@/workflow/document";
import { isWired } from "@/workflow/wired";
import classes from "./NodeCard.module.css";

/** Inputs that only a wire can fill; those that a widget fills too stand beside the widget. */
export function InputRows({ spec, wired }: { item: NodeItem; spec: NodeSpec; wired: string }) {
  const widgets = new Set(spec.widgets.map(({ name }) => name));
  return (
    <div className={classes.inputs}>
      {spec.sockets.inputs
        .filter(({ name }) => !widgets.has(name))
        .map((input) => (
          <InputRow key={input.name} input={input} wired={isWired(wired, input.name)} />
        ))}
    </div>
  );
}

function InputRow({ input, wired }: { input: InputSpec; wired: boolean }) {
  return (
    <div className={classes.input} title={told(input)}>
      <InputSocket input={input} />
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
          <Socket side="output" socket={output} />
        </div>
      ))}
    </div>
  );
}

export function InputSocket({ input }: { input: InputSpec }) {
  return <Socket side="input" socket={input} />;
}

interface SocketProps {
  side: "input" | "output";
  socket: Pick<InputSpec | OutputSpec, "name" | "type" | "array" | "description">;
}

function Socket({ side, socket: { name, type, array } }: SocketProps) {
  const input = side === "input";
  return (
    <Handle
      id={name}
      type={input ? "target" : "source"}
      position={input ? Position.Left : Position.Right}
      className={classes.socket}
      data-array={array || undefined}
      style={{ "--socket": `var(--socket-${type})` } as CSSProperties}
      role="button"
      tabIndex={0}
      onKeyDown={pressOnEnter}
      aria-label={`${side} ${name}, ${type}${array ? ", takes many" : ""}`}
    />
  );
}

/** Without a pointer, a wire goes from one pressed socket to the next. */
function pressOnEnter({ key, currentTarget }: KeyboardEvent<HTMLElement>): void {
  if (key === "Enter" || key === " ") currentTarget.click();
}

function told({ type, array, description }: Pick<InputSpec, "type" | "array" | "description">): string {
  return `${description}\n${type}${array ? ", takes many wires" : ""}`;
}
