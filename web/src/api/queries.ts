import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { api, body } from "./client";
import type { Costs } from "./types";

/** The names under which react-query keeps what the server said; a change invalidates by them. */
export const KEYS = {
  nodes: ["nodes"],
  models: ["models"],
  templates: ["templates"],
  workflows: ["workflows"],
  workflow: (id: string) => ["workflows", id],
  runs: ["runs"],
  runDocument: (id: string) => ["run-document", id],
  runState: (id: string) => ["run-state", id],
  secrets: ["secrets"],
  images: ["images"],
  costs: ["costs"],
  mcpTools: ["mcp-tools"],
  mcpServers: ["mcp-servers"],
} as const;

export function useNodes() {
  return useQuery({ queryKey: KEYS.nodes, queryFn: () => body(api.GET("/api/nodes")), staleTime: Infinity });
}

export function useImageModels() {
  return useQuery({
    queryKey: KEYS.models,
    queryFn: () => body(api.GET("/api/models")),
    staleTime: 3_600_000,
  });
}

export function useTemplates() {
  return useQuery({
    queryKey: KEYS.templates,
    queryFn: () => body(api.GET("/api/templates")),
    staleTime: Infinity,
  });
}

export function useWorkflows(limit = 12) {
  return useQuery({
    queryKey: [...KEYS.workflows, { limit }],
    queryFn: () => body(api.GET("/api/workflows", { params: { query: { limit } } })),
  });
}

export function useSecrets() {
  return useQuery({ queryKey: KEYS.secrets, queryFn: () => body(api.GET("/api/secrets")) });
}

/** A saved workflow as it is now. Fails where it was deleted. */
export function workflowQuery(id: string) {
  return queryOptions({
    queryKey: KEYS.workflow(id),
    queryFn: () => body(api.GET("/api/workflows/{id}", { params: { path: { id } } })),
  });
}

/** A run with the workflow as it ran. */
export function runQuery(id: string) {
  return queryOptions({
    queryKey: [...KEYS.runs, id],
    queryFn: () => body(api.GET("/api/runs/{run_id}", { params: { path: { run_id: id } } })),
  });
}

/** What pictures cost, since the beginning of a day (UTC, as in 2026-11-22) or in all. */
export function useCosts(by: Costs["by"], since?: string) {
  const query = since ? { by, since } : { by };
  return useQuery({
    queryKey: [...KEYS.costs, by, since ?? null],
    // The route answers JSON unless it is asked for CSV.
    queryFn: async () => (await body(api.GET("/api/costs", { params: { query } }))) as Costs,
    placeholderData: keepPreviousData,
  });
}

/** The caps on spending, and what they leave at present. */
export function useCaps(): Costs["caps"] | undefined {
  const since = new Date().toISOString().slice(0, 10);
  return useCosts("day", since).data?.caps;
}
