import { Button } from "@mantine/core";
import { IconPlayerPlayFilled, IconPlayerStopFilled } from "@tabler/icons-react";
import { isOver } from "@/run/state";
import { useRun } from "@/run/store";
import type { Running } from "./useRunning";

export function RunButtons({ run, stop, starting, stopping }: Running) {
  const running = useRun((state) => state.run !== null && !isOver(state.run));
  return (
    <>
      {running && (
        <Button
          variant="default"
          leftSection={<IconPlayerStopFilled size={14} />}
          loading={stopping}
          onClick={stop}
        >
          Stop
        </Button>
      )}
      <Button
        leftSection={<IconPlayerPlayFilled size={14} />}
        loading={starting}
        disabled={running}
        onClick={run}
      >
        Run
      </Button>
    </>
  );
}
