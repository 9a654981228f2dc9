import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api, body } from "@/api/client";
import { readRun } from "@/run/read";
import { KEYS } from "@/api/queries";
import { useRun } from "@/run/store";
import type { Workflow } from "@/workflow/document";
import { useEditor } from "@/workflow/store";
import { type Turn, turnOf } from "./turns";

const PAGE = 10;

/** The runs of the open workflow, oldest first; more of the older ones on demand. */
export function useTurnIds() {
  const workflow_id = useEditor((state) => state.id);
  const current = useRun(({ run }) => run?.id);
  const pages = useInfiniteQuery({
    queryKey: [...KEYS.runs, "chat", workflow_id],
    queryFn: ({ pageParam, signal }) => {
      const query = { workflow_id, limit: PAGE, ...(pageParam && { before: pageParam }) };
      return body(api.GET("/api/runs", { params: { query }, signal }));
    },
    initialPageParam: "",
    getNextPageParam: ({ next }) => next,
  });
  const ids = (pages.data?.pages ?? []).flatMap(({ runs }) => runs.map(({ id }) => id)).reverse();
  // The list is asked for again once a run has begun; until then the run is there all the same.
  const all = current === undefined || ids.includes(current) ? ids : [...ids, current];
  return { ids: all, earlier: pages.hasNextPage ? () => void pages.fetchNextPage() : null };
}

/** A run as a turn; undefined until it is read, null where it is none. The run that shows is followed as it goes. */
export function useTurn(id: string): Turn | null | undefined {
  const catalogue = useEditor((state) => state.catalogue);
  const shown = useRun(({ run }) => (run?.id === id ? run : undefined));
  const workflow = useQuery({
    queryKey: KEYS.runDocument(id),
    queryFn: async () =>
      (await body(api.GET("/api/runs/{run_id}", { params: { path: { run_id: id } } }))).workflow,
    enabled: id !== "",
    staleTime: Infinity,
  }).data as Workflow | undefined;
  const past = useQuery({
    queryKey: KEYS.runState(id),
    queryFn: ({ signal }) => readRun(id, signal),
    enabled: id !== "" && shown === undefined,
    staleTime: Infinity,
  });
  const run = shown ?? past.data;
  return useMemo(() => workflow && run && turnOf(workflow, catalogue, run), [workflow, catalogue, run]);
}
