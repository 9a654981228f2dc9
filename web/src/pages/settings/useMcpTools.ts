import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, body } from "@/api/client";
import { sentence } from "@/api/problem";
import { KEYS } from "@/api/queries";
import type { McpTool } from "@/api/types";

export function useMcpTools() {
  return useQuery({ queryKey: KEYS.mcpTools, queryFn: () => body(api.GET("/api/mcp/tools")) });
}

/** Publishes a tool, or hides it where it is not enabled. */
export function usePublish() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ name, ...wanted }: McpTool) =>
      body(api.PUT("/api/mcp/tools/{name}", { params: { path: { name } }, body: wanted })),
    onSuccess: () => client.invalidateQueries({ queryKey: KEYS.mcpTools }),
  });
}

/** Takes back what was decided about a tool. */
export function useWithdraw() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (name: string) => api.DELETE("/api/mcp/tools/{name}", { params: { path: { name } } }),
    onSuccess: () => client.invalidateQueries({ queryKey: KEYS.mcpTools }),
    onError: tell,
  });
}

export function tell(error: unknown): void {
  notifications.show({ color: "red", title: "Nothing was changed", message: sentence(error) });
}
