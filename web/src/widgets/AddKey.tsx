import { Alert, Button, Group, PasswordInput, Stack, TagsInput, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/api/client";
import { sentence } from "@/api/problem";
import { KEYS } from "@/api/queries";
import { Dialog } from "@/lib/Dialog";

interface Props {
  /** Set where the key of this name is to be replaced. */
  replaces?: string;
  /** Where that one may go. */
  hosts?: readonly string[];
  onAdded: (name: string) => void;
  onClose: () => void;
}

const USUAL = "OPENAI_API_KEY";

/** Stores a key on the server. It goes in, and never comes out. */
export function AddKey({ replaces, hosts: known = [], onAdded, onClose }: Props) {
  const client = useQueryClient();
  const [name, setName] = useState(replaces ?? USUAL);
  const [value, setValue] = useState("");
  const [hosts, setHosts] = useState([...known]);
  const store = useMutation({
    mutationFn: () => api.PUT("/api/secrets/{name}", { params: { path: { name } }, body: { value, hosts } }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: KEYS.secrets });
      onAdded(name);
      onClose();
    },
  });
  return (
    <Dialog onClose={onClose} title={replaces ? `Replace ${replaces}` : "Add a key"}>
      <form action={() => store.mutate()}>
        <Stack>
          <Text c="dimmed">The server keeps it sealed. Workflows, exports and runs hold its name only.</Text>
          {!replaces && (
            <TextInput
              label="Name"
              description="The usual name of the provider’s key, as in OPENAI_API_KEY, or one of your own."
              value={name}
              onChange={({ currentTarget }) => setName(currentTarget.value)}
              required
            />
          )}
          <PasswordInput
            label="Key"
            value={value}
            onChange={({ currentTarget }) => setValue(currentTarget.value)}
            autoComplete="off"
            required
            data-autofocus
          />
          <TagsInput
            label="Servers it may be sent to"
            description="Left empty, it goes to its provider only. A name of your own needs one, as in llm.example.com."
            value={hosts}
            onChange={setHosts}
            maxTags={20}
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
    </Dialog>
  );
}
