import { Title } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./Page.module.css";

interface Props {
  title: string;
  /** What stands at the right of the title. */
  actions?: ReactNode;
  children: ReactNode;
}

/** A page that is read from top to bottom. */
export function Page({ title, actions, children }: Props) {
  return (
    <div className={classes.page}>
      <div className={classes.heading}>
        <Title>{title}</Title>
        {actions}
      </div>
      {children}
    </div>
  );
}
