import { ActionIcon, Menu } from "@mantine/core";
import {
  IconCopyPlus,
  IconDots,
  IconDownload,
  IconFileImport,
  IconHistory,
  IconKeyboard,
  IconSitemap,
} from "@tabler/icons-react";
import { useRef, useState } from "react";
import { useNavigate } from "react-router";
import { layOut, tell } from "@/canvas/actions";
import { toggleHelp } from "@/canvas/ui";
import { useOpenFile } from "@/canvas/useDropping";
import { useEditor } from "@/workflow/store";
import { keepCopy } from "@/workflow/transfer";
import { ExportDialog } from "./ExportDialog";
import { VersionsDialog } from "./VersionsDialog";

/** What can be done with the workflow as a whole. */
export function WorkflowMenu() {
  const [exporting, setExporting] = useState(false);
  const [earlier, setEarlier] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const openFile = useOpenFile();
  const navigate = useNavigate();
  const copy = async () => {
    const { document } = useEditor.getState();
    await navigate(`/workflows/${await keepCopy({ ...document, name: `${document.name ?? ""} (copy)` })}`);
  };
  return (
    <>
      <Menu position="bottom-end" width={220}>
        <Menu.Target>
          <ActionIcon size={32} aria-label="More">
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconFileImport size={16} />} onClick={() => input.current?.click()}>
            Open a file
          </Menu.Item>
          <Menu.Item leftSection={<IconDownload size={16} />} onClick={() => setExporting(true)}>
            Export
          </Menu.Item>
          <Menu.Item leftSection={<IconCopyPlus size={16} />} onClick={() => void copy().catch(tell)}>
            Make a copy
          </Menu.Item>
          <Menu.Item leftSection={<IconHistory size={16} />} onClick={() => setEarlier(true)}>
            Earlier versions
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item leftSection={<IconSitemap size={16} />} onClick={() => void layOut()}>
            Lay out
          </Menu.Item>
          <Menu.Item leftSection={<IconKeyboard size={16} />} onClick={toggleHelp}>
            Keys
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        hidden
        onChange={({ currentTarget }) => void openFile([...(currentTarget.files ?? [])], { x: 0, y: 0 })}
      />
      {earlier && <VersionsDialog onClose={() => setEarlier(false)} />}
      {exporting && <ExportDialog onClose={() => setExporting(false)} />}
    </>
  );
}
