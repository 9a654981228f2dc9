import { Alert, Button, Center, EmptyState, Skeleton, Table } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { Link } from "react-router";
import { sentence } from "@/api/problem";
import type { RunSummary } from "@/api/types";
import { Page } from "@/frame/Page";
import { ago, dollars, duration } from "@/lib/words";
import classes from "./Runs.module.css";
import { StatusLabel } from "./StatusLabel";
import { useRuns } from "./useRuns";

export function Component() {
  const { runs, isPending, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useRuns();
  return (
    <Page title="Runs">
      {error && <Alert color="red" title={sentence(error)} />}
      {isPending && <Skeleton height={240} radius="lg" />}
      {!isPending && !error && runs.length === 0 && <NoRuns />}
      {runs.length > 0 && <History runs={runs} />}
      {hasNextPage && (
        <Center>
          <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            Show older runs
          </Button>
        </Center>
      )}
    </Page>
  );
}

function NoRuns() {
  return (
    <EmptyState
      icon={<IconHistory />}
      title="What you run shows here"
      description="Each run is kept with its events, so that you can look at it again, step by step."
    >
      <EmptyState.Actions>
        <Button component={Link} to="/">
          Choose a workflow to run
        </Button>
      </EmptyState.Actions>
    </EmptyState>
  );
}

function History({ runs }: { runs: readonly RunSummary[] }) {
  return (
    <div className={classes.card}>
      <Table horizontalSpacing="lg" verticalSpacing="sm" highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Workflow</Table.Th>
            <Table.Th>Status</Table.Th>
            <Table.Th>Began</Table.Th>
            <Table.Th className={classes.number}>Took</Table.Th>
            <Table.Th className={classes.number}>Pictures</Table.Th>
            <Table.Th className={classes.number}>Cost</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {runs.map((run) => (
            <Row key={run.id} run={run} />
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function Row({ run }: { run: RunSummary }) {
  return (
    <Table.Tr className={classes.row}>
      <Table.Td className={classes.name}>
        <Link to={`/runs/${run.id}`} className={classes.link}>
          {run.name || "Untitled"}
        </Link>
      </Table.Td>
      <Table.Td>
        <StatusLabel run={run} />
      </Table.Td>
      <Table.Td className={classes.muted}>
        <time dateTime={run.created_at}>{ago(new Date(run.created_at))}</time>
      </Table.Td>
      <Table.Td className={classes.number}>{run.seconds === null ? "" : duration(run.seconds)}</Table.Td>
      <Table.Td className={classes.number}>{run.pictures}</Table.Td>
      <Table.Td className={classes.number}>{dollars(run.cost_usd)}</Table.Td>
    </Table.Tr>
  );
}
