import { Button, SegmentedControl, Skeleton, Table, Title } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconDownload } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { send } from "@/api/client";
import { sentence } from "@/api/problem";
import type { Costs } from "@/api/types";
import { saveFile } from "@/lib/save";
import classes from "./Costs.module.css";
import { money } from "@/lib/money";

const CostChart = lazy(() => import("./CostChart"));

const WAYS: { value: Costs["by"]; label: string }[] = [
  { value: "day", label: "Day" },
  { value: "model", label: "Model" },
  { value: "workflow", label: "Workflow" },
  { value: "tool", label: "Tool" },
];

interface Props {
  costs: Costs;
  by: Costs["by"];
  since: string | undefined;
  onBy: (by: Costs["by"]) => void;
}

/** What the money went to, as a chart and in numbers. */
export function Breakdown({ costs, by, since, onBy }: Props) {
  const { total } = costs;
  return (
    <section className={classes.card} aria-labelledby="spending">
      <div className={classes.head}>
        <Title order={2} id="spending">
          Spending
        </Title>
        <SegmentedControl aria-label="Spending by" value={by} onChange={onBy} data={WAYS} />
        <DownloadButton by={by} since={since} />
      </div>
      {total.cost_usd + total.held_usd > 0 ? (
        <Suspense fallback={<Skeleton height={240} />}>
          <CostChart costs={costs} />
        </Suspense>
      ) : (
        <p className={classes.nothing}>Nothing was spent on pictures in this time, and nothing is held.</p>
      )}
      <Numbers costs={costs} />
    </section>
  );
}

function DownloadButton({ by, since }: Pick<Props, "by" | "since">) {
  const download = useMutation({
    mutationFn: async () => {
      const query = new URLSearchParams({ by, format: "csv", ...(since && { since }) });
      // By fetch rather than a link, which cannot carry the token.
      return (await send(new Request(`/api/costs?${query}`))).blob();
    },
    onSuccess: (content) => saveFile(content, `costs-by-${by}.csv`),
    onError: (error) =>
      notifications.show({ color: "red", title: "Nothing was saved", message: sentence(error) }),
  });
  return (
    <Button
      variant="default"
      leftSection={<IconDownload size={16} />}
      loading={download.isPending}
      onClick={() => download.mutate()}
    >
      Download CSV
    </Button>
  );
}

function Numbers({ costs: { by, rows } }: { costs: Costs }) {
  const title = WAYS.find(({ value }) => value === by)?.label;
  return (
    <div className={classes.table} tabIndex={0} role="region" aria-label="Spending in numbers">
      <Table horizontalSpacing="sm" verticalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{title}</Table.Th>
            <Table.Th className={classes.number}>Requests</Table.Th>
            <Table.Th className={classes.number}>Pictures</Table.Th>
            <Table.Th className={classes.number}>Held</Table.Th>
            <Table.Th className={classes.number}>Spent</Table.Th>
            {by === "workflow" && <Table.Th className={classes.number}>Runs in all</Table.Th>}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.key ?? ""}>
              <Table.Td className={classes.name} title={row.name}>
                {row.name}
              </Table.Td>
              <Table.Td className={classes.number}>{row.requests}</Table.Td>
              <Table.Td className={classes.number}>{row.pictures}</Table.Td>
              <Table.Td className={classes.number}>{money(row.held_usd)}</Table.Td>
              <Table.Td className={classes.number}>{money(row.cost_usd)}</Table.Td>
              {by === "workflow" && (
                <Table.Td className={classes.number}>
                  {money(row.runs_usd ?? null)}
                  {row.runs_unpriced ? " or more" : ""}
                </Table.Td>
              )}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
