import { Button, Menu } from "@mantine/core";
import {
  IconChevronDown,
  IconPlayerPlayFilled,
  IconPlayerStopFilled,
  IconPlayerTrackNextFilled,
  IconRefresh,
} from "@tabler/icons-react";
import { begin, goOn, stop, useAsked } from "@/run/begin";
import { isOver } from "@/run/state";
import { useRun } from "@/run/store";
import { titleOf } from "@/workflow/catalogue";
import { useSelectedNode } from "./useSelectedNode";

const CUT_OFF: ReadonlySet<string | undefined> = new Set(["interrupted", "cancelled"]);

export function RunButtons() {
  const running = useRun((state) => state.run !== null && !isOver(state.run));
  const cutOff = useRun((state) => CUT_OFF.has(state.run?.status));
  const asked = useAsked((state) => state.asked);
  return (
    <>
      {running && (
        <Button
          variant="default"
          leftSection={<IconPlayerStopFilled size={14} />}
          loading={asked === "stop"}
          onClick={() => void stop()}
        >
          Stop
        </Button>
      )}
      {cutOff && (
        <Button
          variant="default"
          leftSection={<IconPlayerTrackNextFilled size={14} />}
          loading={asked === "start"}
          onClick={() => void goOn()}
          title="What has ended well is neither done nor paid again."
        >
          Go on
        </Button>
      )}
      <Button.Group>
        <Button
          leftSection={<IconPlayerPlayFilled size={14} />}
          loading={asked === "start"}
          disabled={running}
          onClick={() => void begin()}
        >
          Run
        </Button>
        <MoreWays disabled={running || asked !== null} />
      </Button.Group>
    </>
  );
}

function MoreWays({ disabled }: { disabled: boolean }) {
  const node = useSelectedNode();
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <Button px={6} disabled={disabled} aria-label="More ways to run">
          <IconChevronDown size={14} />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconRefresh size={16} />} onClick={() => void begin({ fresh: true })}>
          Run afresh, reuse nothing
        </Menu.Item>
        {node && (
          <Menu.Item
            leftSection={<IconPlayerTrackNextFilled size={16} />}
            onClick={() => void begin({ until: node.item.id })}
          >
            Run up to “{titleOf(node.item, node.spec)}”
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
