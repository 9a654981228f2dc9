import { Alert, Button, Skeleton, Table, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { api, body } from "@/api/client";
import { sentence } from "@/api/problem";
import { ago } from "@/lib/words";
import { useSaving } from "@/workflow/saving";
import { edit, select, useEditor } from "@/workflow/store";
import { Dialog } from "@/lib/Dialog";

/** Every version that was saved. Going back to one is an edit like any other, and can be undone. */
export function VersionsDialog({ onClose }: { onClose: () => void }) {
  const id = useEditor((state) => state.id);
  const now = useSaving((state) => state.revision);
  const versions = useQuery({
    queryKey: ["revisions", id, now],
    queryFn: () => body(api.GET("/api/workflows/{id}/revisions", { params: { path: { id } } })),
    gcTime: 0,
  });
  const goBack = useMutation({
    mutationFn: (revision: number) =>
      body(api.GET("/api/workflows/{id}", { params: { path: { id }, query: { revision } } })),
    onSuccess: ({ workflow }) => {
      edit(() => workflow);
      select([]);
      onClose();
    },
  });
  const error = versions.error ?? goBack.error;
  return (
    <Dialog onClose={onClose} title="Earlier versions">
      {error && <Alert color="red" title={sentence(error)} mb="sm" />}
      {versions.isPending && <Skeleton height={160} />}
      <Table verticalSpacing={6}>
        <Table.Tbody>
          {versions.data?.revisions.map(({ revision, saved_at }) => (
            <Table.Tr key={revision}>
              <Table.Td>Version {revision}</Table.Td>
              <Table.Td>
                <time dateTime={saved_at} title={new Date(saved_at).toLocaleString()}>
                  {ago(new Date(saved_at))}
                </time>
              </Table.Td>
              <Table.Td ta="end">
                {revision === now ? (
                  <Text c="dimmed">open now</Text>
                ) : (
                  <Button
                    size="compact-sm"
                    variant="default"
                    loading={goBack.isPending && goBack.variables === revision}
                    onClick={() => goBack.mutate(revision)}
                  >
                    Go back to it
                  </Button>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Dialog>
  );
}
