import { useInfiniteQuery } from "@tanstack/react-query";
import { api, body } from "@/api/client";
import { KEYS } from "@/api/queries";
import type { RunSummary } from "@/api/types";
import { isLive } from "./status";

const PAGE = 50;
const LOOK_AGAIN = 2000;

/** The history, newest first, as far as it was asked for; kept up to date while something in it runs. */
export function useRuns() {
  const query = useInfiniteQuery({
    queryKey: [...KEYS.runs, "history"],
    queryFn: ({ pageParam: before }) =>
      body(api.GET("/api/runs", { params: { query: { limit: PAGE, ...(before && { before }) } } })),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    refetchInterval: ({ state: { data } }) =>
      data?.pages.some(({ runs }) => runs.some(({ status }) => isLive(status))) ? LOOK_AGAIN : false,
  });
  const runs: RunSummary[] = query.data?.pages.flatMap((page) => page.runs) ?? [];
  return { ...query, runs };
}
