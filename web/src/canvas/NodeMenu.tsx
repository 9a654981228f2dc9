import { Menu } from "@mantine/core";
import { IconCursorText, IconListSearch, IconPlayerTrackNext } from "@tabler/icons-react";
import { showLog } from "@/log/ui";
import { begin } from "@/run/begin";
import { isOver } from "@/run/state";
import { useRun } from "@/run/store";
import { closeMenu, rename, useCanvasUi } from "./ui";

/** What can be done with one node in a run. One menu for all nodes, where it was asked for. */
export function NodeMenu() {
  const menu = useCanvasUi((state) => state.menu);
  const running = useRun(({ run }) => run !== null && !isOver(run));
  if (!menu) return null;
  const { node, x, y } = menu;
  return (
    <Menu opened onClose={closeMenu} position="bottom-start" width={190} returnFocus>
      <Menu.Target>
        <span style={{ position: "fixed", left: x, top: y }} />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconPlayerTrackNext size={16} />}
          disabled={running}
          onClick={() => void begin({ until: node })}
        >
          Run to here
        </Menu.Item>
        <Menu.Item leftSection={<IconListSearch size={16} />} onClick={() => showLog(node)}>
          Show in the log
        </Menu.Item>
        <Menu.Item leftSection={<IconCursorText size={16} />} onClick={() => rename(node)}>
          Rename
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
