import { ActionIcon, Textarea } from "@mantine/core";
import { IconArrowUp, IconPlayerStopFilled } from "@tabler/icons-react";
import { type KeyboardEvent, useState } from "react";
import { begin, stop, useAsked } from "@/run/begin";
import { isOver } from "@/run/state";
import { useRun } from "@/run/store";
import classes from "./Chat.module.css";
import { type Said, type Target, turnWidgets } from "./target";

interface Props {
  target: Target;
  said: readonly Said[];
  onSent: () => void;
}

/** Where a message is written. It stays until the run that carries it has begun. */
export function Composer({ target, said, onSent }: Props) {
  const [message, setMessage] = useState("");
  const running = useRun(({ run }) => run !== null && !isOver(run));
  const asked = useAsked((state) => state.asked);
  const send = async () => {
    if (!message.trim() || running || !(await begin({ widgets: turnWidgets(target, message, said) }))) return;
    setMessage("");
    onSent();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    void send();
  };
  return (
    <div className={classes.composer}>
      <Textarea
        autosize
        minRows={1}
        maxRows={8}
        flex={1}
        aria-label="Message"
        placeholder="Write a message"
        value={message}
        onChange={({ currentTarget }) => setMessage(currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      {running ? (
        <ActionIcon size={34} variant="default" aria-label="Stop the answer" onClick={() => void stop()}>
          <IconPlayerStopFilled size={16} />
        </ActionIcon>
      ) : (
        <ActionIcon
          size={34}
          variant="filled"
          color="iris"
          aria-label="Send"
          loading={asked === "start"}
          disabled={!message.trim()}
          onClick={() => void send()}
        >
          <IconArrowUp size={18} />
        </ActionIcon>
      )}
    </div>
  );
}
