import { Text, Title } from "@mantine/core";
import { IconSitemap } from "@tabler/icons-react";
import { Link } from "react-router";
import { useWorkflows } from "@/api/queries";
import { ago } from "@/lib/words";
import classes from "./HomePage.module.css";

export function RecentWorkflows() {
  const workflows = useWorkflows().data?.workflows;
  if (!workflows) return null;
  return (
    <section aria-labelledby="recent">
      <Title id="recent" order={2} mb="sm">
        Your workflows
      </Title>
      {workflows.length === 0 && <Text c="dimmed">What you open or build is kept here.</Text>}
      <ul className={classes.recent}>
        {workflows.map(({ id, name, updated_at }) => (
          <li key={id}>
            <Link to={`/workflows/${id}`} className={classes.workflow}>
              <IconSitemap size={18} stroke={1.6} />
              <span className={classes.name}>{name || "Untitled"}</span>
              <time dateTime={updated_at}>{ago(new Date(updated_at))}</time>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
