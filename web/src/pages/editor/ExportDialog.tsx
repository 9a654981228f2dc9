import { Alert, Button, Group, Loader, Stack, Text } from "@mantine/core";
import { IconShieldCheck, IconShieldX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { sentence } from "@/api/problem";
import { count } from "@/lib/words";
import { useEditor } from "@/workflow/store";
import { download, keysIn } from "@/workflow/transfer";
import { Dialog } from "@/lib/Dialog";

/** The workflow as a file, once the server has looked whether a key stands in it. */
export function ExportDialog({ onClose }: { onClose: () => void }) {
  const document = useEditor((state) => state.document);
  const keys = useQuery({ queryKey: ["keys-in", document], queryFn: () => keysIn(document), gcTime: 0 });
  const save = () => {
    download(document);
    onClose();
  };
  return (
    <Dialog onClose={onClose} title={`Export “${document.name ?? "Untitled"}”`}>
      <Stack>
        {keys.isPending && <Loader size="sm" />}
        {keys.error && <Alert color="red" title={sentence(keys.error)} />}
        {keys.data !== undefined && <Verdict keys={keys.data} />}
        <Text c="dimmed">
          Nodes, wires, settings and notes go into the file. Pictures and results do not.
        </Text>
        <Group justify="end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button onClick={save} disabled={keys.data !== 0}>
            Download
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}

function Verdict({ keys }: { keys: number }) {
  if (keys === 0) {
    return <Alert color="green" icon={<IconShieldCheck />} title="Contains 0 secrets" />;
  }
  return (
    <Alert color="red" icon={<IconShieldX />} title={`Contains ${count(keys, "secret")}`}>
      Take the key out of the text that holds it. A secret widget names a stored key instead.
    </Alert>
  );
}
