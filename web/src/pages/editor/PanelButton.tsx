import { ActionIcon, Tooltip } from "@mantine/core";
import { IconLayoutSidebarRight } from "@tabler/icons-react";
import { showTab, usePanel } from "./panel";

export function PanelButton() {
  const tab = usePanel((state) => state.tab);
  return (
    <Tooltip label="Side panel">
      <ActionIcon
        size={32}
        aria-label="Side panel"
        aria-expanded={tab !== null}
        onClick={() => showTab(tab ? null : "node")}
      >
        <IconLayoutSidebarRight size={18} />
      </ActionIcon>
    </Tooltip>
  );
}
