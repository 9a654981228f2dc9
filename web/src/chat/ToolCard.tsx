import { Code, Loader, UnstyledButton } from "@mantine/core";
import { IconCheck, IconChevronDown, IconChevronUp, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { dollars, duration } from "@/lib/words";
import { useSecondsSince } from "@/lib/useSecondsSince";
import { argumentsOf, errorOf, type ToolUse } from "@/run/calls";
import type { ShownPicture } from "@/run/pictures";
import type { Called } from "@/run/state";
import classes from "./Chat.module.css";
import { ChatPicture } from "./ChatPicture";

interface Props {
  use: ToolUse;
  pictures: readonly ShownPicture[];
}

/** A call of a tool: its name and arguments, how long it took and cost, and what it answered. */
export function ToolCard({ use, pictures }: Props) {
  const [open, setOpen] = useState(false);
  const { call, over, tool } = use;
  const error = over && errorOf(over);
  return (
    <section
      className={classes.card}
      data-failed={error !== null || undefined}
      aria-label={`Call of ${call.name ?? tool}`}
    >
      <UnstyledButton className={classes.cardHead} onClick={() => setOpen(!open)} aria-expanded={open}>
        <Head use={use} failed={error !== null} />
        {open ? <IconChevronUp size={14} /> : <IconChevronDown size={14} />}
      </UnstyledButton>
      <p className={classes.arguments} data-open={open || undefined}>
        {argumentsOf(call)}
      </p>
      {error && <p className={classes.error}>{error.error}</p>}
      {open && over && !error && (
        <Code block className={classes.result ?? ""}>
          {JSON.stringify(over.result, null, 2)}
        </Code>
      )}
      {pictures.map(({ filename, width, height }) => (
        <ChatPicture
          key={filename}
          filename={filename}
          alt={argumentsOf(call)}
          width={width}
          height={height}
        />
      ))}
    </section>
  );
}

function Head({ use: { call, over, tool, at }, failed }: { use: ToolUse; failed: boolean }) {
  const Outcome = failed ? IconX : IconCheck;
  return (
    <>
      {over ? <Outcome size={14} /> : <Loader size={12} />}
      <b>{call.name ?? tool}</b>
      <span className={classes.spring} />
      {over ? <span>{spent(over)}</span> : <Counting began={at} />}
    </>
  );
}

function spent({ seconds, cost, cached }: Called): string {
  if (cached) return "as before";
  return cost === 0 ? duration(seconds) : `${duration(seconds)} · ${dollars(cost)}`;
}

function Counting({ began }: { began: number }) {
  return <span>{useSecondsSince(began)} s</span>;
}
