import { Alert, Button, Text } from "@mantine/core";
import { IconSitemap } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { sentence } from "@/api/problem";
import { runQuery, workflowQuery } from "@/api/queries";
import type { Picture } from "@/api/types";
import { useOpenCopy } from "@/pages/home/useOpenCopy";
import type { Workflow } from "@/workflow/document";

/** The way to the workflow that made a picture: the saved one, or a copy of what ran where that is gone. */
export function MadeBy({ picture: { workflow_id, run_id } }: { picture: Picture }) {
  const saved = useQuery({ ...workflowQuery(workflow_id ?? ""), enabled: workflow_id !== null });
  if (!run_id) return <Text c="dimmed">Made by a single call of a tool, outside of a workflow.</Text>;
  if (saved.data) {
    return (
      <Button
        component={Link}
        to={`/workflows/${saved.data.id}`}
        variant="light"
        leftSection={<IconSitemap size={16} />}
      >
        Open the workflow that made this
      </Button>
    );
  }
  return saved.isLoading ? null : <OpenCopy runId={run_id} />;
}

function OpenCopy({ runId }: { runId: string }) {
  const run = useQuery(runQuery(runId));
  const { open, opening, error } = useOpenCopy();
  const workflow = run.data?.workflow as Workflow | undefined;
  if (!workflow) return null;
  return (
    <>
      {error && <Alert color="red" title={sentence(error)} />}
      <Button
        variant="light"
        leftSection={<IconSitemap size={16} />}
        loading={opening !== null}
        onClick={() => open(runId, workflow)}
      >
        Open a copy of the workflow that made this
      </Button>
    </>
  );
}
