import { Alert, Button, Group, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { sentence } from "@/api/problem";
import { Dialog } from "@/lib/Dialog";
import { keyName, useAddServer, useMcpServers } from "./useMcpServers";

const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;

/** Adds an MCP server at a web address. */
export function AddServer({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState("");
  const [url, setUrl] = useState("");
  const [key, setKey] = useState("");
  const taken = useMcpServers().data?.some((server) => server.name === name);
  const add = useAddServer();
  const fits = NAME.test(name) && URL.canParse(url);
  return (
    <Dialog onClose={onClose} title="Add an MCP server">
      <form action={() => add.mutate({ name, url, key }, { onSuccess: onClose })}>
        <Stack>
          <Text c="dimmed">
            Its tools, and what they answer, go to your model. Add servers that you trust. One on this machine
            or in your network is added on the command line: <code>ainb mcp servers add NAME --url URL</code>
          </Text>
          <TextInput
            label="Name"
            description={
              taken
                ? "There is one of this name; this takes its place."
                : "What workflows call it, as in notes."
            }
            value={name}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
            error={name !== "" && !NAME.test(name) && "Only letters, digits, dots, dashes and underscores."}
            required
            data-autofocus
          />
          <TextInput
            label="Address"
            description="As in https://notes.example/mcp."
            value={url}
            onChange={({ currentTarget }) => setUrl(currentTarget.value)}
            required
          />
          <PasswordInput
            label="Key"
            description={
              key
                ? `Stored as ${keyName(name || "name")}, and sent to this server only.`
                : "Where the server wants one: a token that its maker gave you."
            }
            value={key}
            onChange={({ currentTarget }) => setKey(currentTarget.value)}
            autoComplete="off"
          />
          {add.error && <Alert color="red" title={sentence(add.error)} />}
          <Group justify="end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={add.isPending} disabled={!fits}>
              Add
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
