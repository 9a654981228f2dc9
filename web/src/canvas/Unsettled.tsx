import { Button } from "@mantine/core";
import { useState } from "react";
import type { LostPicture } from "@/api/types";
import { useLost, useSettling } from "@/lost/useLost";
import { WriteOffDialog } from "@/lost/WriteOffDialog";
import { goOn } from "@/run/begin";
import { isOver } from "@/run/state";
import { useRun } from "@/run/store";

/** What can be done about a picture that may have been charged and did not arrive. */
export function Unsettled({ node }: { node: string }) {
  const runId = useRun(({ run }) => run?.id);
  const lost = useLost().find(({ run_id, node_id }) => run_id === runId && node_id === node);
  return lost ? <Decide picture={lost} /> : <span>It is settled. Run asks for a new picture.</span>;
}

/** Bought again under its own key, the picture is there when the run goes on. */
function Decide({ picture }: { picture: LostPicture }) {
  const { buyAgain, writeOff } = useSettling(picture);
  const over = useRun(({ run }) => run !== null && isOver(run));
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button
        size="compact-xs"
        disabled={!over}
        loading={buyAgain.isPending}
        onClick={() => buyAgain.mutate(undefined, { onSuccess: () => void goOn() })}
      >
        Buy again
      </Button>
      <Button
        size="compact-xs"
        variant="default"
        disabled={buyAgain.isPending}
        onClick={() => setAsking(true)}
      >
        Write off
      </Button>
      {asking && (
        <WriteOffDialog
          picture={picture}
          pending={writeOff.isPending}
          onWriteOff={(cost) => writeOff.mutate(cost, { onSuccess: () => setAsking(false) })}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
