import { useQuery } from "@tanstack/react-query";
import { api, body } from "./client";

/** The names under which react-query keeps what the server said; a change invalidates by them. */
export const KEYS = {
  nodes: ["nodes"],
  models: ["models"],
  templates: ["templates"],
  workflows: ["workflows"],
  workflow: (id: string) => ["workflows", id],
  runs: ["runs"],
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
