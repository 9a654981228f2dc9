import { IconPhoto } from "@tabler/icons-react";
import { lazy, Suspense } from "react";
import { servable } from "@/api/client";
import classes from "./NodeCard.module.css";

const Markdown = lazy(() => import("@/lib/Markdown"));

interface Props {
  text: string;
  /** Whether the pictures in the text show; where they show elsewhere on the canvas, their links do. */
  pictures: boolean;
}

/** A text as it streams in. It scrolls in itself, so that a long answer does not push the node apart. */
export function ResultText({ text, pictures }: Props) {
  return (
    <div className={`${classes.text} nodrag nowheel`} tabIndex={0} role="log">
      <Suspense fallback={text}>
        <Markdown text={text} {...(!pictures && { picture: PictureLink })} />
      </Suspense>
    </div>
  );
}

function PictureLink({ filename, alt }: { filename: string; alt: string }) {
  return (
    <a href={servable(filename)} target="_blank" rel="noreferrer">
      <IconPhoto size={14} className={classes.inline} /> {alt || filename}
    </a>
  );
}
