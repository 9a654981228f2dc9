import { Button, Select, TextInput } from "@mantine/core";
import { IconStar, IconStarFilled, IconX } from "@tabler/icons-react";
import { useCosts, useWorkflows } from "@/api/queries";
import type { Filters } from "./filters";
import { PromptSearch } from "./PromptSearch";

interface Props {
  filters: Filters;
  onChange: (change: Filters) => void;
}

export function FilterBar({ filters, onChange }: Props) {
  return (
    <>
      <PromptSearch
        key={filters.q === undefined ? "none" : "some"}
        text={filters.q ?? ""}
        onSearch={(q) => onChange({ q })}
      />
      <ModelFilter filters={filters} onChange={onChange} />
      <WorkflowFilter filters={filters} onChange={onChange} />
      <TextInput
        type="date"
        aria-label="Day, in UTC"
        w={134}
        value={filters.day ?? ""}
        onChange={({ currentTarget }) => onChange({ day: currentTarget.value })}
      />
      <FavouriteFilter filters={filters} onChange={onChange} />
      {filters.run_id && (
        <Button
          variant="light"
          rightSection={<IconX size={14} />}
          aria-label="Show pictures of all runs"
          onClick={() => onChange({ run_id: "" })}
        >
          One run
        </Button>
      )}
    </>
  );
}

/** The models that ever drew something: the books know them all. */
function ModelFilter({ filters, onChange }: Props) {
  const rows = useCosts("model").data?.rows ?? [];
  return (
    <Select
      w={150}
      aria-label="Model"
      placeholder="Any model"
      clearable
      data={rows.map(({ name }) => name)}
      value={filters.model ?? null}
      onChange={(model) => onChange({ model: model ?? "" })}
    />
  );
}

function WorkflowFilter({ filters, onChange }: Props) {
  const workflows = useWorkflows(500).data?.workflows ?? [];
  return (
    <Select
      w={160}
      aria-label="Workflow"
      placeholder="Any workflow"
      clearable
      searchable
      data={workflows.map(({ id, name }) => ({ value: id, label: name || "Untitled" }))}
      value={filters.workflow_id ?? null}
      onChange={(workflow_id) => onChange({ workflow_id: workflow_id ?? "" })}
    />
  );
}

function FavouriteFilter({ filters, onChange }: Props) {
  const on = filters.favourite !== undefined;
  return (
    <Button
      size="sm"
      variant={on ? "light" : "default"}
      aria-pressed={on}
      leftSection={on ? <IconStarFilled size={15} /> : <IconStar size={15} />}
      onClick={() => onChange({ favourite: on ? "" : "true" })}
    >
      Favourites
    </Button>
  );
}
