import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { sentence } from "@/api/problem";
import { Dialog } from "./Dialog";

interface Props {
  title: string;
  children: ReactNode;
  /** What the button says that does it. */
  action: string;
  pending: boolean;
  error: Error | null;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks once before something that cannot be undone. */
export function ConfirmDialog({ title, children, action, pending, error, onConfirm, onClose }: Props) {
  return (
    <Dialog onClose={onClose} title={title}>
      <Stack>
        {error && <Alert color="red" title={sentence(error)} />}
        <Text>{children}</Text>
        <Group justify="end">
          <Button variant="default" onClick={onClose} data-autofocus>
            Keep it
          </Button>
          <Button color="red" loading={pending} onClick={onConfirm}>
            {action}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
