import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { api, body } from "@/api/client";
import { KEYS } from "@/api/queries";
import type { Workflow } from "@/workflow/document";

/** Keeps a workflow as a new one and goes there. `opening` is the name of the one under way, null for none. */
export function useOpenCopy() {
  const navigate = useNavigate();
  const client = useQueryClient();
  const copy = useMutation({
    mutationFn: ({ workflow }: { name: string; workflow: Workflow }) =>
      body(api.POST("/api/workflows", { body: workflow })),
    onSuccess: async (saved) => {
      client.setQueryData(KEYS.workflow(saved.id), saved);
      void client.invalidateQueries({ queryKey: KEYS.workflows, exact: false, refetchType: "none" });
      await navigate(`/workflows/${saved.id}`);
    },
  });
  return {
    open: (name: string, workflow: Workflow) => copy.mutate({ name, workflow }),
    opening: copy.isPending ? copy.variables.name : null,
    error: copy.error,
  };
}
