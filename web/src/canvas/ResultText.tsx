import { lazy, Suspense } from "react";
import classes from "./NodeCard.module.css";

const Markdown = lazy(() => import("@/lib/Markdown"));

/** A text as it streams in. It scrolls in itself, so that a long answer does not push the node apart. */
export function ResultText({ text }: { text: string }) {
  return (
    <div className={`${classes.text} nodrag nowheel`} tabIndex={0} role="log">
      <Suspense fallback={text}>
        <Markdown text={text} />
      </Suspense>
    </div>
  );
}
