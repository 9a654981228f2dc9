import { Button, Group } from "@mantine/core";
import type { NodeError } from "@/run/state";
import classes from "./NodeCard.module.css";

/** What went wrong, on the node where it did, in the words of the server. */
export function NodeFailure({ error }: { error: NodeError }) {
  const copy = () => void navigator.clipboard.writeText(JSON.stringify(error, null, 2));
  return (
    <div className={classes.failure} role="alert" data-unsettled={error.charged === "unknown" || undefined}>
      <p>{error.error}</p>
      {error.charged === "unknown" && (
        <p>The provider may have charged for it. It is not asked again on its own.</p>
      )}
      <Group gap="xs" className="nodrag">
        <Button size="compact-xs" variant="subtle" color="red" onClick={copy}>
          Copy details
        </Button>
      </Group>
    </div>
  );
}
