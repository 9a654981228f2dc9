import ReactMarkdown, { type Components } from "react-markdown";
import remarkGfm from "remark-gfm";
import { servable } from "@/api/client";
import classes from "./Markdown.module.css";

const COMPONENTS: Components = {
  a: ({ href, children }) => (
    <a href={href} target="_blank" rel="noreferrer">
      {children}
    </a>
  ),
  img: ({ src, alt }) => <img src={onThisServer(String(src))} alt={alt ?? ""} loading="lazy" />,
};

/** A text of a model or a page of docs. HTML in it stays text; pictures come from this server only. */
export default function Markdown({ text }: { text: string }) {
  return (
    <div className={classes.markdown}>
      <ReactMarkdown remarkPlugins={[remarkGfm]} components={COMPONENTS}>
        {text}
      </ReactMarkdown>
    </div>
  );
}

function onThisServer(address: string): string | undefined {
  const filename = /\/servable\/([^/?#]+)/.exec(address)?.[1];
  return filename && servable(decodeURIComponent(filename));
}
