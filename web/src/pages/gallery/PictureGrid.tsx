import { useElementSize } from "@mantine/hooks";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useEffect, useRef } from "react";
import type { Picture } from "@/api/types";
import classes from "./Gallery.module.css";
import { Tile } from "./Tile";
import type { useGallery } from "./useGallery";

const SMALLEST = 190;
const GAP = 16;
/** Height of the two lines below a picture. */
const WORDS = 45;
const MOST_COMPARED = 2;

interface Props {
  gallery: ReturnType<typeof useGallery>;
  chosen?: readonly Picture[];
  /** Left out where pictures are not compared: the tiles then have no buttons of their own. */
  onChoose?: (chosen: readonly Picture[]) => void;
  onOpen: (filename: string) => void;
}

/** All pictures, of which only those in sight are in the page. */
export function PictureGrid({ gallery, chosen = [], onChoose, onOpen }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const { ref, width } = useElementSize();
  const { pictures } = gallery;
  const columns = Math.max(2, Math.floor((width + GAP) / (SMALLEST + GAP)));
  const height = (width - (columns - 1) * GAP) / columns + WORDS + GAP;
  const rows = useRows(scroller, Math.ceil(pictures.length / columns), height);
  useMore(gallery, (rows.getVirtualItems().at(-1)?.index ?? 0) * columns);
  const choose = (picture: Picture) =>
    onChoose?.(
      chosen.includes(picture)
        ? chosen.filter((one) => one !== picture)
        : [...chosen, picture].slice(-MOST_COMPARED),
    );
  return (
    <div ref={scroller} className={classes.scroller} tabIndex={-1}>
      <div ref={ref} className={classes.rows} style={{ height: rows.getTotalSize() }} role="list">
        {width > 0 &&
          rows.getVirtualItems().map(({ key, index, start }) => (
            <div
              key={key}
              className={classes.row}
              role="presentation"
              style={{
                gridTemplateColumns: `repeat(${columns}, 1fr)`,
                transform: `translateY(${start}px)`,
              }}
            >
              {pictures.slice(index * columns, (index + 1) * columns).map((picture) => (
                <Tile
                  key={picture.filename}
                  picture={picture}
                  chosen={chosen.includes(picture)}
                  choosing={chosen.length > 0}
                  onOpen={() => onOpen(picture.filename)}
                  onChoose={onChoose && (() => choose(picture))}
                />
              ))}
            </div>
          ))}
      </div>
    </div>
  );
}

function useRows(scroller: RefObject<HTMLDivElement | null>, count: number, height: number) {
  // eslint-disable-next-line react-hooks/incompatible-library -- no compiler memoizes this component
  const rows = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 2,
  });
  useEffect(() => rows.measure(), [rows, height]);
  return rows;
}

/** Asks for the next page before its place comes into sight. */
function useMore(gallery: ReturnType<typeof useGallery>, seen: number): void {
  const { pictures, hasNextPage, isFetchingNextPage, fetchNextPage } = gallery;
  const wanted = hasNextPage && !isFetchingNextPage && seen > pictures.length - 40;
  useEffect(() => {
    if (wanted) void fetchNextPage();
  }, [wanted, fetchNextPage]);
}
