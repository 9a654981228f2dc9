import { Alert, Button, EmptyState, SegmentedControl, Skeleton } from "@mantine/core";
import { IconCoin } from "@tabler/icons-react";
import { useState } from "react";
import { Link } from "react-router";
import { sentence } from "@/api/problem";
import { useCosts } from "@/api/queries";
import type { Costs } from "@/api/types";
import { Page } from "@/frame/Page";
import { LostNotice } from "@/lost/LostNotice";
import { Breakdown } from "./Breakdown";
import { Caps } from "./Caps";
import { firstDay, PERIODS } from "./period";
import { Totals } from "./Totals";

export function Component() {
  const [days, setDays] = useState(30);
  const [since, setSince] = useState(() => firstDay(30));
  const [by, setBy] = useState<Costs["by"]>("day");
  const costs = useCosts(by, since);
  const choose = (chosen: string) => {
    setDays(Number(chosen));
    setSince(firstDay(Number(chosen)));
  };
  return (
    <Page
      title="Costs"
      actions={
        <SegmentedControl
          aria-label="Period"
          value={String(days)}
          onChange={choose}
          data={PERIODS.map((period) => ({ value: String(period.days), label: period.label }))}
        />
      }
    >
      <LostNotice />
      {costs.error && <Alert color="red" title={sentence(costs.error)} />}
      {costs.isPending && <Skeleton height={360} radius="lg" />}
      {costs.data && (
        <>
          <Caps caps={costs.data.caps} />
          {costs.data.total.requests === 0 && <NothingSpent all={days === 0} />}
          {costs.data.total.requests > 0 && (
            <>
              <Totals total={costs.data.total} />
              <Breakdown costs={costs.data} by={by} since={since} onBy={setBy} />
            </>
          )}
        </>
      )}
    </Page>
  );
}

function NothingSpent({ all }: { all: boolean }) {
  return (
    <EmptyState
      icon={<IconCoin />}
      title={all ? "Nothing was drawn yet" : "Nothing was drawn in this time"}
      description="What pictures cost shows here, by day, model, workflow and tool."
    >
      <EmptyState.Actions>
        <Button component={Link} to="/">
          Choose a workflow to run
        </Button>
      </EmptyState.Actions>
    </EmptyState>
  );
}
