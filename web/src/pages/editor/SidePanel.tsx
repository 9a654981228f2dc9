import { Tabs } from "@mantine/core";
import type { ComponentType } from "react";
import { ChatTab } from "@/chat/ChatTab";
import { DocsTab } from "./DocsTab";
import classes from "./SidePanel.module.css";
import { NodeTab } from "./NodeTab";
import { showTab, usePanelTab } from "./panel";

interface Tab {
  readonly name: string;
  readonly label: string;
  readonly Content: ComponentType;
}

const TABS: readonly Tab[] = [
  { name: "chat", label: "Chat", Content: ChatTab },
  { name: "node", label: "Node", Content: NodeTab },
  { name: "docs", label: "Docs", Content: DocsTab },
];

/** Beside the canvas: the chat, what is selected, and what its docs say. */
export function SidePanel() {
  const tab = usePanelTab();
  if (tab === null) return null;
  return (
    <Tabs value={tab} onChange={showTab} className={classes.panel} keepMounted={false}>
      <Tabs.List>
        {TABS.map(({ name, label }) => (
          <Tabs.Tab key={name} value={name}>
            {label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {TABS.map(({ name, Content }) => (
        <Tabs.Panel key={name} value={name} className={classes.content}>
          <Content />
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
