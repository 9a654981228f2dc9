import { Alert, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { sentence } from "@/api/problem";
import { KEYS } from "@/api/queries";

export function ForgetDialog({ name, onClose }: { name: string; onClose: () => void }) {
  const client = useQueryClient();
  const forget = useMutation({
    mutationFn: () => api.DELETE("/api/secrets/{name}", { params: { path: { name } } }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: KEYS.secrets });
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title={`Forget ${name}?`}>
      <Stack>
        {forget.error && <Alert color="red" title={sentence(forget.error)} />}
        <Text>
          The stored key is removed for good. Workflows that name it cannot run until you add it again.
        </Text>
        <Group justify="end">
          <Button variant="default" onClick={onClose} data-autofocus>
            Keep it
          </Button>
          <Button color="red" loading={forget.isPending} onClick={() => forget.mutate()}>
            Forget
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
