import { Handle, Position } from "@xyflow/react";
import type { CSSProperties, KeyboardEvent } from "react";
import type { InputSpec, OutputSpec } from "@/api/types";
import classes from "./NodeCard.module.css";
import { rowOf } from "./rows";

interface InputProps {
  input: InputSpec;
  /** Whether a wire ends here. */
  wired?: boolean;
}

export function InputSocket({ input, wired = false }: InputProps) {
  return <Socket input socket={input} handle={input.name} label={labelOf("input", input)} wired={wired} />;
}

/** Where one of the wires of an array input ends. */
export function RowSocket({ input, place, from }: { input: InputSpec; place: number; from: string }) {
  const label = `input ${input.name}, ${input.type}, from ${from}`;
  return <Socket input socket={input} handle={rowOf(input.name, place)} label={label} wired />;
}

export function OutputSocket({ output }: { output: OutputSpec }) {
  return <Socket socket={output} handle={output.name} label={labelOf("output", output)} />;
}

interface Props {
  input?: boolean;
  socket: Pick<InputSpec | OutputSpec, "type" | "array">;
  handle: string;
  label: string;
  wired?: boolean;
}

function Socket({ input = false, socket: { type, array }, handle, label, wired = false }: Props) {
  return (
    <Handle
      id={handle}
      type={input ? "target" : "source"}
      position={input ? Position.Left : Position.Right}
      className={classes.socket}
      data-array={array || undefined}
      data-wired={wired || undefined}
      style={{ "--socket": `var(--socket-${type})` } as CSSProperties}
      role="button"
      tabIndex={0}
      onKeyDown={pressOnEnter}
      aria-label={label}
    />
  );
}

/** Without a pointer, a wire goes from one pressed socket to the next. */
function pressOnEnter({ key, currentTarget }: KeyboardEvent<HTMLElement>): void {
  if (key === "Enter" || key === " ") currentTarget.click();
}

function labelOf(side: "input" | "output", { name, type, array }: InputSpec | OutputSpec): string {
  return `${side} ${name}, ${type}${array ? ", takes many" : ""}`;
}

/** What a socket is for, in the words that show when the pointer rests on it. */
export function told({
  type,
  array,
  description,
}: Pick<InputSpec, "type" | "array" | "description">): string {
  return `${description}\n${type}${array ? ", takes many wires" : ""}`;
}
