import { Alert, Title } from "@mantine/core";
import { useState } from "react";
import { sentence } from "@/api/problem";
import type { Picture } from "@/api/types";
import { LostNotice } from "@/lost/LostNotice";
import { CompareTray } from "./CompareTray";
import { EmptyGallery } from "./EmptyGallery";
import { FilterBar } from "./FilterBar";
import { useFilters } from "./filters";
import classes from "./Gallery.module.css";
import { PictureDialog } from "./PictureDialog";
import { PictureGrid } from "./PictureGrid";
import { useGallery } from "./useGallery";
import { useShown } from "./useShown";

export function Component() {
  const [filters, setFilters] = useFilters();
  const gallery = useGallery(filters);
  const [shown, show] = useShown();
  const [chosen, setChosen] = useState<readonly Picture[]>([]);
  const { pictures, isPending, error } = gallery;
  return (
    <div className={classes.gallery}>
      <div className={classes.bar}>
        <Title>Gallery</Title>
        <FilterBar filters={filters} onChange={setFilters} />
      </div>
      <div className={classes.notice}>
        {error && <Alert color="red" title={sentence(error)} />}
        <LostNotice />
      </div>
      {!isPending && !error && pictures.length === 0 ? (
        <EmptyGallery filtered={Object.keys(filters).length > 0} />
      ) : (
        <PictureGrid gallery={gallery} chosen={chosen} onChoose={setChosen} onOpen={show} />
      )}
      {chosen.length > 0 && <CompareTray chosen={chosen} onChoose={setChosen} />}
      {shown !== null && <PictureDialog filename={shown} pictures={pictures} onShow={show} />}
    </div>
  );
}
