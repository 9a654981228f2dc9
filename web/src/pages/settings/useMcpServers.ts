import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, body } from "@/api/client";
import { KEYS } from "@/api/queries";
import { tell } from "./useMcpTools";

export function useMcpServers() {
  return useQuery({ queryKey: KEYS.mcpServers, queryFn: () => body(api.GET("/api/mcp/servers")) });
}

/** What to do once the list has changed: nodes offer its names. */
function useListChanged() {
  const client = useQueryClient();
  return () =>
    Promise.all([KEYS.mcpServers, KEYS.nodes].map((queryKey) => client.invalidateQueries({ queryKey })));
}

interface NewServer {
  readonly name: string;
  readonly url: string;
  /** Stored under a name of its own, and sent to this server only; empty where the server wants none. */
  readonly key: string;
}

export function useAddServer() {
  const onSuccess = useListChanged();
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ name, url, key }: NewServer) => {
      const headers: Record<string, string> = key ? { Authorization: keyName(name) } : {};
      await api.PUT("/api/mcp/servers/{name}", { params: { path: { name } }, body: { url, headers } });
      if (!key) return;
      const secret = { value: key, hosts: [new URL(url).hostname] };
      await api.PUT("/api/secrets/{name}", { params: { path: { name: keyName(name) } }, body: secret });
      await client.invalidateQueries({ queryKey: KEYS.secrets });
    },
    onSuccess,
  });
}

export function useRemoveServer() {
  const onSuccess = useListChanged();
  return useMutation({
    mutationFn: (name: string) => api.DELETE("/api/mcp/servers/{name}", { params: { path: { name } } }),
    onSuccess,
    onError: tell,
  });
}

/** Starts or reaches a server, and answers its tools. */
export function useTestServer(name: string) {
  return useMutation({
    mutationFn: () => body(api.POST("/api/mcp/servers/{name}/test", { params: { path: { name } } })),
  });
}

/** The name under which the key of a server is stored: NOTES_KEY for notes. */
export function keyName(server: string): string {
  return `${server.toUpperCase().replace(/[^A-Z0-9]+/g, "_")}_KEY`;
}
