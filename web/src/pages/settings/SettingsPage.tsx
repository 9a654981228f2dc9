import { Tabs } from "@mantine/core";
import { IconInfoCircle, IconKey, IconPlug, IconServer, IconSparkles, IconTools } from "@tabler/icons-react";
import { useNavigate, useParams } from "react-router";
import { Page } from "@/frame/Page";
import { About } from "./About";
import { Keys } from "./Keys";
import { McpServers } from "./McpServers";
import { McpTools } from "./McpTools";
import { Models } from "./Models";
import { Storage } from "./Storage";
import classes from "./Settings.module.css";

const SECTIONS = [
  { name: "keys", label: "Keys", icon: IconKey, Content: Keys },
  { name: "models", label: "Models", icon: IconSparkles, Content: Models },
  { name: "storage", label: "Storage", icon: IconServer, Content: Storage },
  { name: "mcp", label: "Tools for other programs", icon: IconPlug, Content: McpTools },
  { name: "servers", label: "Tools of MCP servers", icon: IconTools, Content: McpServers },
  { name: "about", label: "About", icon: IconInfoCircle, Content: About },
] as const;

export function Component() {
  const { section } = useParams();
  const navigate = useNavigate();
  const shown = SECTIONS.find(({ name }) => name === section)?.name ?? "keys";
  return (
    <Page title="Settings">
      <Tabs
        value={shown}
        onChange={(chosen) => void navigate(`/settings/${chosen ?? ""}`)}
        keepMounted={false}
      >
        <Tabs.List>
          {SECTIONS.map(({ name, label, icon: Icon }) => (
            <Tabs.Tab key={name} value={name} leftSection={<Icon size={16} />}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {SECTIONS.map(({ name, Content }) => (
          <Tabs.Panel key={name} value={name} className={classes.section}>
            <Content />
          </Tabs.Panel>
        ))}
      </Tabs>
    </Page>
  );
}
