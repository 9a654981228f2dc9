import { Button, Code, Collapse, Group } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { isOver, type NodeError } from "@/run/state";
import { resumeRun, useRun } from "@/run/store";
import { tell } from "./actions";
import classes from "./NodeCard.module.css";

/** What went wrong, on the node where it did, in the words of the server, and what can be done. */
export function NodeFailure({ error }: { error: NodeError }) {
  const [open, setOpen] = useState(false);
  const over = useRun(({ run }) => run !== null && isOver(run));
  const again = useMutation({ mutationFn: resumeRun, onError: tell });
  const unsettled = error.charged === "unknown";
  return (
    <div className={classes.failure} role="alert" data-unsettled={unsettled || undefined}>
      <p>{error.error}</p>
      {unsettled && <p>The provider may have charged for it. It is never asked again on its own.</p>}
      <Group gap="xs" className="nodrag">
        {over && (
          <Button
            size="compact-xs"
            variant="default"
            loading={again.isPending}
            onClick={() => again.mutate()}
          >
            {unsettled ? "Ask again" : "Try again"}
          </Button>
        )}
        <Button
          size="compact-xs"
          variant="transparent"
          c="inherit"
          onClick={() => setOpen(!open)}
          aria-expanded={open}
        >
          Details
        </Button>
      </Group>
      <Collapse expanded={open}>
        <Code block mt="xs" className="nodrag nowheel">
          {JSON.stringify(error, null, 2)}
        </Code>
      </Collapse>
    </div>
  );
}
