import { Button, Code, Collapse, Group } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { Link } from "react-router";
import type { NodeSpec } from "@/api/types";
import { goOn, useAsked } from "@/run/begin";
import { isOver, type NodeError } from "@/run/state";
import { useRun } from "@/run/store";
import type { NodeItem } from "@/workflow/document";
import classes from "./NodeCard.module.css";
import { draws } from "./NodeResult";
import { Unsettled } from "./Unsettled";

interface Props {
  item: NodeItem;
  spec: NodeSpec;
  error: NodeError;
}

/** What went wrong, on the node where it did, in the words of the server, and what can be done. */
export function NodeFailure({ item, spec, error }: Props) {
  const unsettled = error.charged === "unknown";
  return (
    <div className={classes.failure} role="alert" data-unsettled={unsettled || undefined}>
      <p>{error.error}</p>
      {unsettled && <p>It may have been charged. It is never asked again on its own.</p>}
      <WithDetails error={error}>
        <WayOut code={error.code} />
        {unsettled && draws(spec) ? <Unsettled node={item.id} /> : <Again>Try again</Again>}
      </WithDetails>
    </div>
  );
}

const WAYS_OUT: Readonly<Partial<Record<string, { to: string; label: string }>>> = {
  api_key_missing: { to: "/settings/keys", label: "Add a key" },
  mcp_server_unknown: { to: "/settings/servers", label: "Add a server" },
  budget_exceeded: { to: "/costs", label: "See the caps" },
};

/** The page where what went wrong is mended. */
function WayOut({ code }: { code: string }) {
  const way = WAYS_OUT[code];
  if (!way) return null;
  return (
    <Button size="compact-xs" variant="default" component={Link} to={way.to}>
      {way.label}
    </Button>
  );
}

/** Goes on with the run once it is over: what has ended well is neither done nor paid again. */
function Again({ children }: { children: ReactNode }) {
  const over = useRun(({ run }) => run !== null && isOver(run));
  const asked = useAsked((state) => state.asked === "start");
  if (!over) return null;
  return (
    <Button size="compact-xs" variant="default" loading={asked} onClick={() => void goOn()}>
      {children}
    </Button>
  );
}

function WithDetails({ error, children }: { error: NodeError; children: ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Group gap="xs" className="nodrag">
        {children}
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
    </>
  );
}
