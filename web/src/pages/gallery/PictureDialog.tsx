import { ActionIcon, Alert, Loader } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { api, body, servable } from "@/api/client";
import { sentence } from "@/api/problem";
import { KEYS } from "@/api/queries";
import type { Picture } from "@/api/types";
import { PictureButtons } from "./PictureButtons";
import { PictureFacts } from "./PictureFacts";
import classes from "./Picture.module.css";
import { Dialog } from "@/lib/Dialog";

interface Props {
  filename: string;
  /** Those that one turns to from here. */
  pictures: readonly Picture[];
  onShow: (filename: string | null) => void;
}

/** A picture large, with all that is known of it. */
export function PictureDialog({ filename, pictures, onShow }: Props) {
  const place = pictures.findIndex((one) => one.filename === filename);
  const { data: picture, error } = usePicture(filename, pictures[place]);
  const turn = (by: number) => {
    const next = place < 0 ? undefined : pictures[place + by];
    if (next) onShow(next.filename);
  };
  useHotkeys([
    ["ArrowLeft", () => turn(-1)],
    ["ArrowRight", () => turn(1)],
  ]);
  const gone = () => onShow(pictures[place + 1]?.filename ?? pictures[place - 1]?.filename ?? null);
  return (
    <Dialog onClose={() => onShow(null)} fullScreen title={filename} classNames={{ body: classes.window }}>
      {error && <Alert m="md" color="red" title={sentence(error)} />}
      {!picture && !error && <Loader m="xl" />}
      {picture && (
        <div className={classes.body}>
          <div className={classes.stage}>
            <Turn side="left" there={place > 0} onTurn={() => turn(-1)} />
            <img
              key={filename}
              src={servable(filename)}
              alt={picture.prompt}
              width={picture.width}
              height={picture.height}
              style={{ width: "auto", height: "auto" }}
            />
            <Turn side="right" there={place >= 0 && place < pictures.length - 1} onTurn={() => turn(1)} />
          </div>
          <div className={classes.side}>
            <PictureButtons picture={picture} onDeleted={gone} />
            <PictureFacts picture={picture} />
          </div>
        </div>
      )}
    </Dialog>
  );
}

/** From the list, which knows of changes; from the server where a link led here. */
function usePicture(filename: string, listed: Picture | undefined) {
  const fetched = useQuery({
    queryKey: [...KEYS.images, filename],
    queryFn: () => body(api.GET("/api/images/{filename}", { params: { path: { filename } } })),
    enabled: !listed,
  });
  return { data: listed ?? fetched.data, error: listed ? null : fetched.error };
}

function Turn({ side, there, onTurn }: { side: "left" | "right"; there: boolean; onTurn: () => void }) {
  const Icon = side === "left" ? IconChevronLeft : IconChevronRight;
  return (
    there && (
      <ActionIcon
        className={classes.turn}
        data-side={side}
        size={36}
        aria-label={side === "left" ? "Newer picture" : "Older picture"}
        onClick={onTurn}
      >
        <Icon size={22} />
      </ActionIcon>
    )
  );
}
