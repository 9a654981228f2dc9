import { Button, CopyButton } from "@mantine/core";
import { IconCheck, IconDownload, IconLink, IconStar, IconStarFilled, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { servable } from "@/api/client";
import type { Picture } from "@/api/types";
import { DeleteDialog } from "./DeleteDialog";
import classes from "./Picture.module.css";
import { useFavourite } from "./useGallery";

export function PictureButtons({ picture, onDeleted }: { picture: Picture; onDeleted: () => void }) {
  const { filename, favourite, servable_url } = picture;
  const [deleting, setDeleting] = useState(false);
  const { mutate } = useFavourite();
  return (
    <div className={classes.buttons}>
      <Button
        component="a"
        href={servable(filename)}
        download={filename}
        leftSection={<IconDownload size={16} />}
      >
        Save
      </Button>
      <CopyButton value={servable_url}>
        {({ copied, copy }) => (
          <Button
            variant="default"
            leftSection={copied ? <IconCheck size={16} /> : <IconLink size={16} />}
            onClick={copy}
          >
            {copied ? "Copied" : "Copy link"}
          </Button>
        )}
      </CopyButton>
      <Button
        variant="default"
        aria-pressed={favourite}
        leftSection={favourite ? <IconStarFilled size={16} /> : <IconStar size={16} />}
        onClick={() => mutate({ filename, favourite: !favourite })}
      >
        Favourite
      </Button>
      <Button
        variant="subtle"
        color="red"
        leftSection={<IconTrash size={16} />}
        onClick={() => setDeleting(true)}
      >
        Delete
      </Button>
      {deleting && (
        <DeleteDialog picture={picture} onDeleted={onDeleted} onClose={() => setDeleting(false)} />
      )}
    </div>
  );
}
