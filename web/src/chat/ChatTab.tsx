import { Button, Text } from "@mantine/core";
import { IconMessagePlus } from "@tabler/icons-react";
import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { useEditor } from "@/workflow/store";
import classes from "./Chat.module.css";
import { Composer } from "./Composer";
import { chatTarget, explained } from "./target";
import { TurnView } from "./TurnView";
import { saidAfter } from "./turns";
import { useTurn, useTurnIds } from "./useTurns";

/** Talking with the language model of the workflow: each message is a run, and the runs are the conversation. */
export function ChatTab() {
  const document = useEditor((state) => state.document);
  const catalogue = useEditor((state) => state.catalogue);
  const target = useMemo(() => chatTarget(document, catalogue), [document, catalogue]);
  const { ids, earlier } = useTurnIds();
  const last = useTurn(ids.at(-1) ?? "");
  const [anew, setAnew] = useState(false);
  if (!target) {
    return (
      <Text className={classes.none}>
        Add an LLM whose prompt has no wire, or one from a Text node, and talk with it here.
      </Text>
    );
  }
  return (
    <div className={classes.chat}>
      <Scrolled changed={last}>
        {earlier && (
          <Button variant="subtle" size="compact-sm" onClick={earlier}>
            Earlier messages
          </Button>
        )}
        {ids.length === 0 && <p className={classes.hint}>Nothing was said yet.</p>}
        {ids.map((id) => (
          <TurnView key={id} id={id} />
        ))}
        {anew && <p className={classes.anew}>A new conversation</p>}
      </Scrolled>
      <Composer target={target} said={last && !anew ? saidAfter(last) : []} onSent={() => setAnew(false)} />
      <div className={classes.foot}>
        <p className={classes.hint}>{explained(target, document, catalogue)}</p>
        <Button
          variant="subtle"
          size="compact-xs"
          leftSection={<IconMessagePlus size={14} />}
          disabled={ids.length === 0 || anew}
          onClick={() => setAnew(true)}
        >
          New chat
        </Button>
      </div>
    </div>
  );
}

/** Stays at the end as it grows, until a person scrolls away from there. */
function Scrolled({ changed, children }: { changed: unknown; children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  useEffect(() => {
    if (atEnd.current) box.current?.scrollTo({ top: box.current.scrollHeight });
  }, [changed]);
  return (
    <div
      ref={box}
      className={classes.turns}
      role="log"
      aria-label="Conversation"
      tabIndex={0}
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) =>
        (atEnd.current = scrollTop + clientHeight > scrollHeight - 40)
      }
      // Pictures take their room when they arrive.
      onLoadCapture={({ currentTarget }) =>
        atEnd.current && currentTarget.scrollTo({ top: currentTarget.scrollHeight })
      }
    >
      {children}
    </div>
  );
}
