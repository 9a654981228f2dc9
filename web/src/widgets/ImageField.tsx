import { ActionIcon, Loader, Modal, Tooltip } from "@mantine/core";
import { type Icon, IconPhotoSearch, IconUpload } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { lazy, type Ref, Suspense, useRef, useState } from "react";
import { servable } from "@/api/client";
import { sentence } from "@/api/problem";
import { upload } from "@/workflow/transfer";
import { asText } from "./as-text";
import type { FieldProps } from "./Field";
import classes from "./Field.module.css";

const PicturePicker = lazy(() => import("@/pages/gallery/PicturePicker"));

/** A picture of the store: by its name, chosen from the gallery, or one that is brought. */
export function ImageField({ id, widget, value, onChange }: FieldProps) {
  const input = useRef<HTMLInputElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const [choosing, setChoosing] = useState(false);
  const bring = useMutation({ mutationFn: upload, onSuccess: onChange });
  const name = asText(value);
  const close = () => {
    setChoosing(false);
    opener.current?.focus();
  };
  const pick = (filename: string) => {
    onChange(filename);
    close();
  };
  return (
    <div className={`${classes.image} nodrag`}>
      <div className={classes.line}>
        <input
          id={id}
          className={classes.control}
          value={name}
          placeholder={widget.placeholder}
          onChange={({ currentTarget }) => onChange(currentTarget.value)}
          spellCheck={false}
        />
        <Action
          ref={opener}
          label="Choose from the gallery"
          icon={IconPhotoSearch}
          onClick={() => setChoosing(true)}
        />
        <Action
          label="Upload a picture"
          icon={IconUpload}
          loading={bring.isPending}
          onClick={() => input.current?.click()}
        />
      </div>
      {bring.error && <p className={classes.problem}>{sentence(bring.error)}</p>}
      {name && <img key={name} src={servable(name)} alt="" className={classes.thumb} draggable={false} />}
      <input
        ref={input}
        type="file"
        accept="image/png,image/jpeg,image/webp,image/gif"
        hidden
        onChange={({ currentTarget }) => {
          if (currentTarget.files?.[0]) bring.mutate(currentTarget.files[0]);
          currentTarget.value = ""; // so that the same file can be brought again
        }}
      />
      <Modal
        opened={choosing}
        onClose={close}
        // The search takes the focus before the window has seen where it was.
        returnFocus={false}
        title="Choose a picture"
        size={860}
        padding="xl"
        classNames={{ body: classes.gallery }}
      >
        <Suspense fallback={<Loader />}>
          <PicturePicker onPick={pick} />
        </Suspense>
      </Modal>
    </div>
  );
}

interface ActionProps {
  ref?: Ref<HTMLButtonElement>;
  label: string;
  icon: Icon;
  loading?: boolean;
  onClick: () => void;
}

function Action({ ref, label, icon: Shown, loading = false, onClick }: ActionProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        ref={ref}
        size={28}
        variant="default"
        aria-label={label}
        loading={loading}
        onClick={onClick}
      >
        <Shown size={14} />
      </ActionIcon>
    </Tooltip>
  );
}
