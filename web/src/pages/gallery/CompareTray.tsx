import { Button } from "@mantine/core";
import { useState } from "react";
import type { Picture } from "@/api/types";
import { CompareDialog } from "./CompareDialog";
import classes from "./Gallery.module.css";

interface Props {
  chosen: readonly Picture[];
  onChoose: (chosen: readonly Picture[]) => void;
}

/** What is chosen to be compared, and the way there. */
export function CompareTray({ chosen, onChoose }: Props) {
  const [comparing, setComparing] = useState(false);
  const [left, right] = chosen;
  return (
    <div className={classes.tray} role="status">
      {right ? "Two pictures chosen" : "Choose a second picture"}
      <Button disabled={!right} onClick={() => setComparing(true)}>
        Compare
      </Button>
      <Button variant="default" onClick={() => onChoose([])}>
        Cancel
      </Button>
      {comparing && left && right && (
        <CompareDialog pictures={[left, right]} onClose={() => setComparing(false)} />
      )}
    </div>
  );
}
