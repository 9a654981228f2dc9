import { ActionIcon, Button, Text, Title, Tooltip } from "@mantine/core";
import { IconSitemap, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { Link } from "react-router";
import { useWorkflows } from "@/api/queries";
import type { WorkflowSummary } from "@/api/types";
import { ago } from "@/lib/words";
import { DeleteWorkflow } from "./DeleteWorkflow";
import classes from "./HomePage.module.css";

const FIRST = 12;
/** The most that the server lists at once. */
const ALL = 1000;

export function RecentWorkflows() {
  const [all, setAll] = useState(false);
  const workflows = useWorkflows(all ? ALL : FIRST + 1).data?.workflows;
  if (!workflows) return null;
  return (
    <section aria-labelledby="recent">
      <Title id="recent" order={2} mb="sm">
        Your workflows
      </Title>
      {workflows.length === 0 && <Text c="dimmed">What you open or build is kept here.</Text>}
      <ul className={classes.recent}>
        {(all ? workflows : workflows.slice(0, FIRST)).map((workflow) => (
          <Item key={workflow.id} workflow={workflow} />
        ))}
      </ul>
      {!all && workflows.length > FIRST && (
        <Button variant="subtle" mt="sm" onClick={() => setAll(true)}>
          Show all
        </Button>
      )}
    </section>
  );
}

function Item({ workflow: { id, name, updated_at } }: { workflow: WorkflowSummary }) {
  const [deleting, setDeleting] = useState(false);
  const title = name || "Untitled";
  return (
    <li className={classes.workflow}>
      <Link to={`/workflows/${id}`} className={classes.link}>
        <IconSitemap size={18} stroke={1.6} />
        <span className={classes.name}>{title}</span>
        <time dateTime={updated_at}>{ago(new Date(updated_at))}</time>
      </Link>
      <Tooltip label="Delete">
        <ActionIcon size={32} aria-label={`Delete ${title}`} onClick={() => setDeleting(true)}>
          <IconTrash size={16} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
      {deleting && <DeleteWorkflow id={id} name={title} onClose={() => setDeleting(false)} />}
    </li>
  );
}
