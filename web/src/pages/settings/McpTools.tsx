import { Alert, Button, Skeleton, Switch } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { sentence } from "@/api/problem";
import { useNodes, useWorkflows } from "@/api/queries";
import type { McpTool } from "@/api/types";
import { PublishDialog } from "./PublishDialog";
import classes from "./Settings.module.css";
import { tell, useMcpTools, usePublish, useWithdraw } from "./useMcpTools";

/** What Claude, VS Code and other clients of the Model Context Protocol can call. */
export function McpTools() {
  const { data, isPending, error } = useMcpTools();
  const [publishing, setPublishing] = useState(false);
  return (
    <>
      <div className={classes.intro}>
        <span>
          Claude, VS Code, Cursor and other MCP clients can call these tools. They cannot change the settings.
        </span>
        <Button leftSection={<IconPlus size={16} />} onClick={() => setPublishing(true)}>
          Publish a workflow
        </Button>
      </div>
      {error && <Alert color="red" title={sentence(error)} />}
      {isPending && <Skeleton height={160} radius="lg" />}
      {data && (
        <ul className={classes.list}>
          {data.map((tool) => (
            <ToolItem key={tool.name} tool={tool} />
          ))}
        </ul>
      )}
      <div className={classes.hint}>
        Connect a client with <code>ainb mcp install</code>, or at <code>{window.location.origin}/mcp</code>.
      </div>
      {publishing && <PublishDialog onClose={() => setPublishing(false)} />}
    </>
  );
}

function ToolItem({ tool }: { tool: McpTool }) {
  const { name, kind, description, enabled } = tool;
  const publish = usePublish();
  const withdraw = useWithdraw();
  const change = (on: boolean) => publish.mutate({ ...tool, enabled: on }, { onError: tell });
  return (
    <li className={classes.item}>
      <Switch
        size="md"
        aria-label={`Clients see ${name}`}
        checked={enabled}
        disabled={publish.isPending}
        onChange={({ currentTarget }) => change(currentTarget.checked)}
      />
      <div className={classes.what}>
        <div className={classes.name}>{name}</div>
        <div className={classes.hint}>
          <Target tool={tool} />
          {description && ` · ${description}`}
          {!enabled && " · hidden from clients"}
        </div>
      </div>
      {kind === "workflow" && (
        <Button
          variant="subtle"
          color="red"
          aria-label={`Withdraw ${name}`}
          loading={withdraw.isPending}
          onClick={() => withdraw.mutate(name)}
        >
          Withdraw
        </Button>
      )}
    </li>
  );
}

function Target({ tool: { kind, target } }: { tool: McpTool }) {
  const nodes = useNodes().data;
  const workflows = useWorkflows(500).data?.workflows;
  if (kind === "node") return <>The node {nodes?.find(({ type }) => type === target)?.title ?? target}</>;
  return <>The workflow {workflows?.find(({ id }) => id === target)?.name ?? target}</>;
}
