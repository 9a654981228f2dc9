import { Alert, Center, EmptyState } from "@mantine/core";
import { IconPhoto, IconPhotoSearch } from "@tabler/icons-react";
import { useState } from "react";
import { sentence } from "@/api/problem";
import { PictureGrid } from "./PictureGrid";
import { PromptSearch } from "./PromptSearch";
import classes from "./PicturePicker.module.css";
import { useGallery } from "./useGallery";

/** The gallery to choose one picture from, newest first. */
export default function PicturePicker({ onPick }: { onPick: (filename: string) => void }) {
  const [q, setQ] = useState("");
  const gallery = useGallery(q ? { q } : {});
  const { pictures, isPending, error } = gallery;
  return (
    <div className={classes.picker}>
      <div className={classes.bar}>
        <PromptSearch text="" onSearch={setQ} autoFocus />
      </div>
      {error && <Alert color="red" title={sentence(error)} />}
      {!isPending && !error && pictures.length === 0 ? (
        <Center pb="xl">
          <None searched={q !== ""} />
        </Center>
      ) : (
        <PictureGrid gallery={gallery} onOpen={onPick} />
      )}
    </div>
  );
}

function None({ searched }: { searched: boolean }) {
  return searched ? (
    <EmptyState
      icon={<IconPhotoSearch />}
      title="No picture fits"
      description="Search for another word of the prompt."
    />
  ) : (
    <EmptyState
      icon={<IconPhoto />}
      title="No pictures yet"
      description="Every picture that a workflow or a tool makes will be here. Until then, upload one."
    />
  );
}
