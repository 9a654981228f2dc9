import { ActionIcon, UnstyledButton } from "@mantine/core";
import { IconColumns2, IconStar, IconStarFilled } from "@tabler/icons-react";
import { memo } from "react";
import { preview } from "@/api/client";
import type { Picture } from "@/api/types";
import { ago, dollars } from "@/lib/words";
import classes from "./Gallery.module.css";
import { useFavourite } from "./useGallery";

interface Props {
  picture: Picture;
  chosen: boolean;
  /** Whether pictures are being chosen to compare. */
  choosing: boolean;
  onOpen: () => void;
  /** Left out where the tile has no buttons of its own. */
  onChoose?: (() => void) | undefined;
}

export const Tile = memo(function Tile({ picture, chosen, choosing, onOpen, onChoose }: Props) {
  const { filename, prompt, created_at, cost_usd } = picture;
  return (
    <div
      className={classes.tile}
      role="listitem"
      data-chosen={chosen || undefined}
      data-choosing={choosing || undefined}
    >
      <UnstyledButton className={classes.open} onClick={onOpen}>
        <img className={classes.thumb} src={preview(filename)} alt="" loading="lazy" decoding="async" />
        <div className={classes.prompt} title={prompt}>
          {prompt || filename}
        </div>
        <div className={classes.facts}>
          {ago(new Date(created_at))} · {dollars(cost_usd)}
        </div>
      </UnstyledButton>
      {onChoose && <Tools picture={picture} chosen={chosen} onChoose={onChoose} />}
    </div>
  );
});

interface ToolsProps {
  picture: Picture;
  chosen: boolean;
  onChoose: () => void;
}

function Tools({ picture: { filename, favourite }, chosen, onChoose }: ToolsProps) {
  const { mutate } = useFavourite();
  return (
    <div className={classes.tools}>
      <ActionIcon
        className={classes.tool}
        size={30}
        aria-label="Compare"
        aria-pressed={chosen}
        onClick={onChoose}
      >
        <IconColumns2 size={17} />
      </ActionIcon>
      <ActionIcon
        className={classes.tool}
        size={30}
        aria-label="Favourite"
        aria-pressed={favourite}
        onClick={() => mutate({ filename, favourite: !favourite })}
      >
        {favourite ? <IconStarFilled size={17} /> : <IconStar size={17} />}
      </ActionIcon>
    </div>
  );
}
