import { Alert, Center, Loader } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useParams } from "react-router";
import { sentence } from "@/api/problem";
import { runQuery, useNodes } from "@/api/queries";
import type { RunDetails } from "@/api/types";
import { catalogueOf, titleOf } from "@/workflow/catalogue";
import { nodesOf, type Workflow } from "@/workflow/document";
import { ReplayCanvas } from "./ReplayCanvas";
import classes from "./Run.module.css";
import { RunHeader } from "./RunHeader";
import { isLive } from "./status";
import { Timeline } from "./Timeline";
import { useReplay } from "./useReplay";

export function Component() {
  const { id = "" } = useParams();
  const run = useQuery({
    ...runQuery(id),
    refetchInterval: ({ state }) => (isLive(state.data?.status) ? 2000 : false),
  });
  if (run.error) throw run.error;
  if (run.data) return <Replayed key={id} run={run.data} />;
  return (
    <Center h="100%">
      <Loader />
    </Center>
  );
}

function Replayed({ run }: { run: RunDetails }) {
  const [round, setRound] = useState(0);
  const replay = useReplay(run.id, round);
  const specs = useNodes().data;
  const catalogue = useMemo(() => specs && catalogueOf(specs), [specs]);
  const workflow = run.workflow as Workflow;
  const titles = useMemo(
    () => new Map(nodesOf(workflow).map((item) => [item.id, titleOf(item, catalogue?.get(item.type))])),
    [workflow, catalogue],
  );
  return (
    <div className={classes.run}>
      <RunHeader run={run} onResumed={() => setRound(round + 1)} />
      <div className={classes.canvas}>
        {replay.problem && <Alert color="red" title={sentence(replay.problem)} />}
        {catalogue && <ReplayCanvas workflow={workflow} catalogue={catalogue} />}
      </div>
      <Timeline replay={replay} titles={titles} />
    </div>
  );
}
