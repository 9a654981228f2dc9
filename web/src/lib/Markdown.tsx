import { type ComponentType, useMemo } from "react";
import ReactMarkdown, { type Components } from "react-markdown";
import remarkGfm from "remark-gfm";
import { servable } from "@/api/client";
import classes from "./Markdown.module.css";

/** How a picture of this server shows. It stands within a paragraph. */
export type MarkdownPicture = ComponentType<{ filename: string; alt: string }>;

interface Props {
  text: string;
  picture?: MarkdownPicture;
}

/** A text of a model or a page of docs. HTML in it stays text; pictures come from this server only. */
export default function Markdown({ text, picture: Picture = Plain }: Props) {
  const components = useMemo(() => ({ a: Anchor, img: shownBy(Picture) }), [Picture]);
  return (
    <div className={classes.markdown}>
      <ReactMarkdown remarkPlugins={[remarkGfm]} components={components}>
        {text}
      </ReactMarkdown>
    </div>
  );
}

const Plain: MarkdownPicture = ({ filename, alt }) => (
  <img src={servable(filename)} alt={alt} loading="lazy" />
);

// Made once for each way to show pictures: a new component would be mounted anew with each piece of text.
function shownBy(Picture: MarkdownPicture): NonNullable<Components["img"]> {
  return function Shown({ src, alt = "" }) {
    const filename = onThisServer(String(src));
    return filename ? <Picture filename={filename} alt={alt} /> : alt;
  };
}

const Anchor: Components["a"] = ({ href, children }) => (
  <a href={href} target="_blank" rel="noreferrer">
    {children}
  </a>
);

function onThisServer(address: string): string | undefined {
  const filename = /\/servable\/([^/?#]+)/.exec(address)?.[1];
  return filename && decodeURIComponent(filename);
}
