import { Loader } from "@mantine/core";
import { lazy, memo, Suspense } from "react";
import { dollars, duration } from "@/lib/words";
import { useSecondsSince } from "@/lib/useSecondsSince";
import classes from "./Chat.module.css";
import { ChatPicture } from "./ChatPicture";
import { ToolCard } from "./ToolCard";
import { type Turn, unshown } from "./turns";
import { useTurn } from "./useTurns";

const Markdown = lazy(() => import("@/lib/Markdown"));

/** A message and its answer. */
export const TurnView = memo(function TurnView({ id }: { id: string }) {
  const turn = useTurn(id);
  if (!turn) return null;
  return (
    <article className={classes.turn} aria-label="Turn" data-run={id}>
      {turn.said.length === 0 && <p className={classes.anew}>A new conversation</p>}
      <p className={classes.asked}>{turn.asked}</p>
      {turn.uses.map((use) => (
        <ToolCard key={use.id} use={use} pictures={unshown(turn, use)} />
      ))}
      {turn.text && (
        <div className={classes.answer}>
          <Suspense fallback={turn.text}>
            <Markdown text={turn.text} picture={ChatPicture} />
          </Suspense>
        </div>
      )}
      {turn.errors.map((error) => (
        <p key={error.error} className={classes.error} role="alert">
          {error.error}
        </p>
      ))}
      <State turn={turn} />
    </article>
  );
});

function State({ turn: { node, over } }: { turn: Turn }) {
  const began = Math.min(...Object.values(node.active));
  if (node.phase === "running") return <Answering began={began} message={node.message} />;
  if (!over) return <Answering began={null} message="waiting" />;
  const told = {
    done: [duration(node.seconds), node.cost !== 0 && dollars(node.cost)],
    cached: ["the same as before"],
    stopped: ["stopped"],
    waiting: ["stopped"],
    skipped: ["not asked: something before it failed"],
    failed: [],
    running: [],
  }[node.phase].filter(Boolean);
  return told.length > 0 && <p className={classes.hint}>{told.join(" · ")}</p>;
}

function Answering({ began, message }: { began: number | null; message: string }) {
  const seconds = useSecondsSince(began ?? Infinity);
  return (
    <p className={classes.answering} role="status">
      <Loader size={12} />
      {[message, began !== null && `${seconds} s`].filter(Boolean).join(" · ")}
    </p>
  );
}
