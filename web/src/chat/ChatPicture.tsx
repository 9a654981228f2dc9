import { ActionIcon, CopyButton, Tooltip } from "@mantine/core";
import { IconCheck, IconDownload, IconLink, IconPhoto } from "@tabler/icons-react";
import { Link } from "react-router";
import { servable } from "@/api/client";
import classes from "./Chat.module.css";

interface Props {
  filename: string;
  alt: string;
  width?: number;
  height?: number;
}

/** A picture in the chat, with what one does with it. It may stand within a paragraph. */
export function ChatPicture({ filename, alt, width, height }: Props) {
  const ratio = width && height ? `${width} / ${height}` : undefined;
  const address = servable(filename);
  return (
    <span className={classes.picture}>
      <a href={address} target="_blank" rel="noreferrer" aria-label={`Open ${filename}`}>
        <img src={address} alt={alt} style={{ aspectRatio: ratio }} />
      </a>
      <span className={classes.tools}>
        <Tooltip label="Save">
          <ActionIcon component="a" href={address} download={filename} aria-label="Save the picture">
            <IconDownload size={16} />
          </ActionIcon>
        </Tooltip>
        <CopyButton value={new URL(address, window.location.origin).href}>
          {({ copied, copy }) => (
            <Tooltip label={copied ? "Copied" : "Copy link"}>
              <ActionIcon onClick={copy} aria-label="Copy the link of the picture">
                {copied ? <IconCheck size={16} /> : <IconLink size={16} />}
              </ActionIcon>
            </Tooltip>
          )}
        </CopyButton>
        <Tooltip label="Prompt, price and the workflow that made it">
          <ActionIcon
            component={Link}
            to={`/gallery?picture=${encodeURIComponent(filename)}`}
            aria-label="Show the picture and its workflow in the gallery"
          >
            <IconPhoto size={16} />
          </ActionIcon>
        </Tooltip>
      </span>
    </span>
  );
}
