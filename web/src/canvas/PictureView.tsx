import { Modal, UnstyledButton } from "@mantine/core";
import { useState } from "react";
import { servable } from "@/api/client";
import type { ShownPicture } from "@/run/pictures";
import classes from "./NodeCard.module.css";

/** A picture on its node; a click shows it large. */
export function PictureView({ picture: { filename, width, height } }: { picture: ShownPicture }) {
  const [large, setLarge] = useState(false);
  const ratio = width && height ? `${width} / ${height}` : undefined;
  return (
    <>
      <UnstyledButton
        className={`${classes.picture} nodrag`}
        onClick={() => setLarge(true)}
        aria-label={`Show ${filename} large`}
      >
        <img src={servable(filename)} alt={filename} style={{ aspectRatio: ratio }} draggable={false} />
      </UnstyledButton>
      <Modal opened={large} onClose={() => setLarge(false)} title={filename} size="auto">
        <img src={servable(filename)} alt={filename} className={classes.large} />
      </Modal>
    </>
  );
}
