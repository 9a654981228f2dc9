import { Button } from "@mantine/core";
import {
  IconArrowLeft,
  IconCopyPlus,
  IconPhoto,
  IconPlayerPlayFilled,
  IconSitemap,
} from "@tabler/icons-react";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "react-router";
import { api } from "@/api/client";
import { sentence } from "@/api/problem";
import { KEYS, workflowQuery } from "@/api/queries";
import type { RunDetails } from "@/api/types";
import { ago, count, dollars, duration } from "@/lib/words";
import { useOpenCopy } from "@/pages/home/useOpenCopy";
import type { Workflow } from "@/workflow/document";
import classes from "./Run.module.css";
import { isResumable } from "./status";
import { StatusLabel } from "./StatusLabel";

/** What came of a run, and what can be done with it. */
export function RunHeader({ run, onResumed }: { run: RunDetails; onResumed: () => void }) {
  return (
    <header className={classes.head}>
      <Link to="/runs" className={classes.back} aria-label="All runs">
        <IconArrowLeft size={18} />
      </Link>
      <h1 className={classes.name} title={run.name}>
        {run.name || "Untitled"}
      </h1>
      <StatusLabel run={run} />
      <span className={classes.facts}>
        {[
          ago(new Date(run.created_at)),
          run.seconds === null ? "" : duration(run.seconds),
          dollars(run.cost_usd),
        ]
          .filter(Boolean)
          .join(" · ")}
      </span>
      <span className={classes.spring} />
      {run.pictures > 0 && (
        <Button
          component={Link}
          to={`/gallery?run_id=${run.id}`}
          variant="default"
          leftSection={<IconPhoto size={16} />}
        >
          {count(run.pictures, "picture")}
        </Button>
      )}
      <OpenButton run={run} />
      {isResumable(run.status) && <ResumeButton run={run} onResumed={onResumed} />}
    </header>
  );
}

/** The saved workflow; a copy of what ran where it was never saved, or is deleted. */
function OpenButton({ run: { id, workflow_id, workflow } }: { run: RunDetails }) {
  const saved = useQuery({ ...workflowQuery(workflow_id ?? ""), enabled: workflow_id !== null });
  const { open, opening } = useOpenCopy();
  if (saved.isLoading) return null;
  if (saved.data) {
    return (
      <Button
        component={Link}
        to={`/workflows/${saved.data.id}`}
        variant="default"
        leftSection={<IconSitemap size={16} />}
      >
        Open the workflow
      </Button>
    );
  }
  return (
    <Button
      variant="default"
      leftSection={<IconCopyPlus size={16} />}
      loading={opening !== null}
      onClick={() => open(id, workflow as Workflow)}
    >
      Open a copy
    </Button>
  );
}

function ResumeButton({ run: { id }, onResumed }: { run: RunDetails; onResumed: () => void }) {
  const client = useQueryClient();
  const resume = useMutation({
    mutationFn: () => api.POST("/api/runs/{run_id}/resume", { params: { path: { run_id: id } } }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: KEYS.runs });
      onResumed();
    },
    onError: (error) =>
      notifications.show({ color: "red", title: "It does not go on", message: sentence(error) }),
  });
  return (
    <Button
      leftSection={<IconPlayerPlayFilled size={14} />}
      loading={resume.isPending}
      onClick={() => resume.mutate()}
    >
      Resume
    </Button>
  );
}
