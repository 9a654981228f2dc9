import { LoadingOverlay, UnstyledButton } from "@mantine/core";
import { IconCheck, IconKey } from "@tabler/icons-react";
import type { Template } from "@/api/types";
import classes from "./HomePage.module.css";

interface Props {
  template: Template;
  opening: boolean;
  onOpen: () => void;
}

export function TemplateCard({ template, opening, onOpen }: Props) {
  return (
    <UnstyledButton className={classes.card} onClick={onOpen} aria-busy={opening}>
      <LoadingOverlay visible={opening} />
      <img src={template.picture} alt="" width={480} height={320} className={classes.picture} />
      <span className={classes.words}>
        <span className={classes.title}>{template.title}</span>
        <span className={classes.description}>{template.description}</span>
        <Needs keys={template.needs} />
      </span>
    </UnstyledButton>
  );
}

function Needs({ keys }: { keys: readonly string[] }) {
  if (keys.length === 0) {
    return (
      <span className={classes.needs} data-nothing>
        <IconCheck size={14} stroke={2.2} /> Needs nothing
      </span>
    );
  }
  return (
    <span className={classes.needs}>
      <IconKey size={14} /> Needs a key of {keys.join(" and ")}
    </span>
  );
}
