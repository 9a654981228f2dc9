import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { KEYS } from "@/api/queries";
import { ConfirmDialog } from "@/lib/ConfirmDialog";

export function DeleteWorkflow({ id, name, onClose }: { id: string; name: string; onClose: () => void }) {
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => api.DELETE("/api/workflows/{id}", { params: { path: { id } } }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: KEYS.workflows });
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={`Delete “${name}”?`}
      action="Delete for good"
      pending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      The workflow and its earlier versions are removed for good. Its pictures and its runs stay.
    </ConfirmDialog>
  );
}
