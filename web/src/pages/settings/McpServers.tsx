import { Alert, Badge, Button, EmptyState, Group, Skeleton } from "@mantine/core";
import { IconCheck, IconPlus, IconTools, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { sentence } from "@/api/problem";
import type { McpServer } from "@/api/types";
import { AddServer } from "./AddServer";
import classes from "./Settings.module.css";
import { useMcpServers, useRemoveServer, useTestServer } from "./useMcpServers";

const COMMAND = "ainb mcp servers add NAME -- COMMAND";

/** The servers whose tools an MCP Tools node can give to an LLM. */
export function McpServers() {
  const { data, isPending, error } = useMcpServers();
  const [adding, setAdding] = useState(false);
  const add = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setAdding(true)}>
      Add a server
    </Button>
  );
  return (
    <>
      {error && <Alert color="red" title={sentence(error)} />}
      {isPending && <Skeleton height={120} radius="lg" />}
      {data?.length === 0 && (
        <EmptyState
          icon={<IconTools />}
          title="No servers yet"
          description="Add a server, and choose it in an MCP Tools node: the LLM that is wired to the node can use its tools."
        >
          <EmptyState.Actions>{add}</EmptyState.Actions>
        </EmptyState>
      )}
      {data && data.length > 0 && (
        <>
          <div className={classes.intro}>
            <span>
              An MCP Tools node gives an LLM the tools of one of these. What a server says goes to your model.
            </span>
            {add}
          </div>
          <ul className={classes.list}>
            {data.map((server) => (
              <ServerItem key={server.name} server={server} />
            ))}
          </ul>
        </>
      )}
      <div className={classes.hint}>
        A server that is a program is added where this one runs, and only there: <code>{COMMAND}</code>
      </div>
      {adding && <AddServer onClose={() => setAdding(false)} />}
    </>
  );
}

function ServerItem({ server: { name, kind, target, keys } }: { server: McpServer }) {
  const test = useTestServer(name);
  const remove = useRemoveServer();
  return (
    <li className={classes.item}>
      <div className={classes.what}>
        <div className={classes.name}>
          {name}
          <Badge variant="light" color={kind === "program" ? "blue" : "green"} tt="none" autoContrast>
            {kind === "program" ? "program" : "web address"}
          </Badge>
        </div>
        <div className={classes.hint}>
          {target}
          {keys.length > 0 && ` · with the key ${keys.join(", ")}`}
        </div>
      </div>
      <Group gap="sm">
        <Button
          variant="default"
          loading={test.isPending}
          aria-label={`Test ${name}`}
          onClick={() => test.mutate()}
        >
          Test
        </Button>
        {kind === "address" && (
          <Button
            variant="subtle"
            color="red"
            aria-label={`Remove ${name}`}
            loading={remove.isPending}
            onClick={() => remove.mutate(name)}
          >
            Remove
          </Button>
        )}
      </Group>
      {test.data && <Said ok message={offered(test.data.map((tool) => tool.name))} />}
      {test.error && <Said message={sentence(test.error)} />}
    </li>
  );
}

function Said({ ok = false, message }: { ok?: boolean; message: string }) {
  const Icon = ok ? IconCheck : IconX;
  return (
    <div className={classes.said} data-accepted={ok} role="status">
      <Icon size={16} /> {message}
    </div>
  );
}

const SHOWN = 20;

function offered(names: readonly string[]): string {
  if (names.length === 0) return "It answers, and offers no tools.";
  const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : "";
  return `${names.length === 1 ? "1 tool" : `${names.length} tools`}: ${names.slice(0, SHOWN).join(", ")}${more}`;
}
