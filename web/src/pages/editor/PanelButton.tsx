import { ActionIcon, Tooltip } from "@mantine/core";
import { IconLayoutSidebarRight } from "@tabler/icons-react";
import { showTab, usePanelTab } from "./panel";

export function PanelButton() {
  const tab = usePanelTab();
  return (
    <Tooltip label="Side panel">
      <ActionIcon
        size={32}
        aria-label="Side panel"
        aria-expanded={tab !== null}
        onClick={() => showTab(tab ? null : "chat")}
      >
        <IconLayoutSidebarRight size={18} />
      </ActionIcon>
    </Tooltip>
  );
}
