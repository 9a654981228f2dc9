import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconPlayerPlayFilled, IconPlayerStopFilled } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { sentence } from "@/api/problem";
import { isOver } from "@/run/state";
import { startRun, stopRun, useRun } from "@/run/store";
import { useEditor } from "@/workflow/store";

const tell = (error: unknown) =>
  notifications.show({ color: "red", title: "It did not start", message: sentence(error) });

export function RunButtons() {
  const id = useEditor((state) => state.id);
  const running = useRun(({ run }) => run !== null && !isOver(run));
  const start = useMutation({ mutationFn: () => startRun(id), onError: tell });
  const stop = useMutation({ mutationFn: stopRun, onError: tell });
  return (
    <>
      {running && (
        <Button
          variant="default"
          leftSection={<IconPlayerStopFilled size={14} />}
          loading={stop.isPending}
          onClick={() => stop.mutate()}
        >
          Stop
        </Button>
      )}
      <Button
        leftSection={<IconPlayerPlayFilled size={14} />}
        loading={start.isPending}
        disabled={running}
        onClick={() => start.mutate()}
      >
        Run
      </Button>
    </>
  );
}
