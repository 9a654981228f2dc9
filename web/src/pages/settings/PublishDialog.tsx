import { Alert, Button, Checkbox, Group, Select, Stack, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { sentence } from "@/api/problem";
import { useWorkflows, workflowQuery } from "@/api/queries";
import { nodesOf, type Workflow } from "@/workflow/document";
import { usePublish } from "./useMcpTools";
import { Dialog } from "@/lib/Dialog";

/** The nodes that a client may fill in, by type, with the widget that holds their value. */
const FILLED: Readonly<Record<string, string>> = { text: "text", json: "value" };
const NAME = /^[A-Za-z0-9_-]{1,64}$/;

/** Makes a tool of a saved workflow. */
export function PublishDialog({ onClose }: { onClose: () => void }) {
  const workflows = useWorkflows(500).data?.workflows ?? [];
  const [target, setTarget] = useState<string | null>(null);
  const [name, setName] = useState("");
  const [description, setDescription] = useState("");
  const [left, setLeft] = useState<readonly string[]>([]);
  const saved = useQuery({ ...workflowQuery(target ?? ""), enabled: target !== null });
  const fillable = fillableNodes(saved.data?.workflow);
  const publish = usePublish();
  const save = () => {
    const chosen = fillable.filter(([id]) => !left.includes(id));
    const widgets = Object.fromEntries(chosen.map(([id, widget]) => [id, { node: id, widget }]));
    const tool = {
      kind: "workflow" as const,
      name,
      target: target ?? "",
      description,
      widgets,
      enabled: true,
    };
    publish.mutate(tool, { onSuccess: onClose });
  };
  return (
    <Dialog onClose={onClose} title="Publish a workflow as a tool">
      <form action={save}>
        <Stack>
          <Select
            label="Workflow"
            placeholder="Choose one that is saved"
            data={workflows.map((one) => ({ value: one.id, label: one.name || "Untitled" }))}
            value={target}
            onChange={setTarget}
            searchable
            required
          />
          <TextInput
            label="Name of the tool"
            description="Letters, digits, _ and -, as in draw_a_story."
            value={name}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
            error={name !== "" && !NAME.test(name) && "Only letters, digits, _ and -."}
            required
          />
          <Textarea
            label="What it does"
            description="The model reads this to know when to call it. Left empty, the workflow’s own description."
            value={description}
            onChange={({ currentTarget }) => setDescription(currentTarget.value)}
            maxLength={4000}
            autosize
          />
          {fillable.length > 0 && (
            <Checkbox.Group
              label="What the model fills in"
              value={fillable.flatMap(([id]) => (left.includes(id) ? [] : id))}
              onChange={(on) => setLeft(fillable.flatMap(([id]) => (on.includes(id) ? [] : id)))}
            >
              <Stack gap="sm" mt="xs">
                {fillable.map(([id]) => (
                  <Checkbox key={id} value={id} label={id} />
                ))}
              </Stack>
            </Checkbox.Group>
          )}
          {publish.error && <Alert color="red" title={sentence(publish.error)} />}
          <Group justify="end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={publish.isPending} disabled={!target || !NAME.test(name)}>
              Publish
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}

function fillableNodes(workflow: Workflow | undefined): [id: string, widget: string][] {
  return (workflow ? nodesOf(workflow) : []).flatMap(({ id, type }) => {
    const widget = FILLED[type];
    return widget && NAME.test(id) ? [[id, widget]] : [];
  });
}
