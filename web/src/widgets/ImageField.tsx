import { ActionIcon, Tooltip } from "@mantine/core";
import { IconUpload } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useRef } from "react";
import { servable } from "@/api/client";
import { sentence } from "@/api/problem";
import { upload } from "@/workflow/transfer";
import { asText } from "./as-text";
import type { FieldProps } from "./Field";
import classes from "./Field.module.css";

/** A picture of the store by its name, or one that is brought. */
export function ImageField({ id, widget, value, onChange }: FieldProps) {
  const input = useRef<HTMLInputElement>(null);
  const bring = useMutation({ mutationFn: upload, onSuccess: onChange });
  const name = asText(value);
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
        <Tooltip label="Upload a picture">
          <ActionIcon
            size={28}
            variant="default"
            aria-label="Upload a picture"
            loading={bring.isPending}
            onClick={() => input.current?.click()}
          >
            <IconUpload size={14} />
          </ActionIcon>
        </Tooltip>
      </div>
      {bring.error && <p className={classes.problem}>{sentence(bring.error)}</p>}
      {name && <img key={name} src={servable(name)} alt="" className={classes.thumb} draggable={false} />}
      <input
        ref={input}
        type="file"
        accept="image/png,image/jpeg,image/webp,image/gif"
        hidden
        onChange={({ currentTarget }) => currentTarget.files?.[0] && bring.mutate(currentTarget.files[0])}
      />
    </div>
  );
}
