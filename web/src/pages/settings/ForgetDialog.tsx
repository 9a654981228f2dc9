import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { KEYS } from "@/api/queries";
import { ConfirmDialog } from "@/lib/ConfirmDialog";

export function ForgetDialog({ name, onClose }: { name: string; onClose: () => void }) {
  const client = useQueryClient();
  const forget = useMutation({
    mutationFn: () => api.DELETE("/api/secrets/{name}", { params: { path: { name } } }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: KEYS.secrets });
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={`Forget ${name}?`}
      action="Forget"
      pending={forget.isPending}
      error={forget.error}
      onConfirm={() => forget.mutate()}
      onClose={onClose}
    >
      The stored key is removed for good. Workflows that name it cannot run until you add it again.
    </ConfirmDialog>
  );
}
