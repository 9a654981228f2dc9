import { Alert, Button, Group, Modal, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/api/client";
import { sentence } from "@/api/problem";
import { KEYS } from "@/api/queries";

interface Props {
  onAdded: (name: string) => void;
  onClose: () => void;
}

/** Stores a key on the server. It goes in, and never comes out. */
export function AddKey({ onAdded, onClose }: Props) {
  const client = useQueryClient();
  const [name, setName] = useState("OPENAI_API_KEY");
  const [value, setValue] = useState("");
  const store = useMutation({
    mutationFn: () => api.PUT("/api/secrets/{name}", { params: { path: { name } }, body: { value } }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: KEYS.secrets });
      onAdded(name);
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title="Add a key">
      <form action={() => store.mutate()}>
        <Stack>
          <Text c="dimmed">The server keeps it sealed. Workflows, exports and runs hold its name only.</Text>
          <TextInput
            label="Name"
            value={name}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
            required
          />
          <PasswordInput
            label="Key"
            value={value}
            onChange={({ currentTarget }) => setValue(currentTarget.value)}
            autoComplete="off"
            required
            data-autofocus
          />
          {store.error && <Alert color="red" title={sentence(store.error)} />}
          <Group justify="end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={store.isPending}>
              Store
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
