import { Button, Center, Paper, PasswordInput, Stack, Text, Title } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { queryClient } from "@/api/query-client";
import { enterToken, useToken } from "@/api/token";

/** Asks for the server's token where it wants one; everything else waits. */
export function TokenGate({ children }: { children: ReactNode }) {
  const wanted = useToken((state) => state.wanted);
  return wanted ? <TokenForm /> : children;
}

function TokenForm() {
  const refused = useToken((state) => state.token !== "");
  const [token, setToken] = useState("");
  const enter = () => {
    enterToken(token.trim());
    void queryClient.resetQueries();
  };
  return (
    <Center h="100%" p="lg">
      <Paper component="form" withBorder shadow="sm" p="xl" w={400} action={enter}>
        <Stack>
          <Title order={1}>This server wants its token</Title>
          <Text c="dimmed">
            It is the text that AINB_TOKEN holds where the server runs. This tab keeps it until you close it.
          </Text>
          <PasswordInput
            label="Token"
            value={token}
            onChange={(event) => setToken(event.currentTarget.value)}
            error={refused && "The server refused this token."}
            required
            data-autofocus
          />
          <Button type="submit">Enter</Button>
        </Stack>
      </Paper>
    </Center>
  );
}
