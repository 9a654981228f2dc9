import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api, body } from "@/api/client";
import type { RunEstimate } from "@/api/types";
import { linksOf, nodesOf, type Workflow } from "@/workflow/document";
import { useEditor } from "@/workflow/store";

/** Milliseconds without a change before the server is asked. */
const QUIET = 400;

/** The most that a run of the open workflow can cost. */
export function useEstimate(): RunEstimate | undefined {
  const [document] = useDebouncedValue(
    useEditor((state) => state.document),
    QUIET,
  );
  const priced = useMemo(() => withoutPlaces(document), [document]);
  const estimate = useQuery({
    queryKey: ["estimate", priced],
    queryFn: ({ signal }) => body(api.POST("/api/estimate", { body: priced, signal })),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    gcTime: 60_000,
  });
  return estimate.data;
}

/** What a price can depend on: where nodes stand is no part of it. */
function withoutPlaces(document: Workflow): Workflow {
  const nodes = nodesOf(document).map(({ id, type, widgets }) => ({ id, type, ...(widgets && { widgets }) }));
  return { version: 1, nodes, links: linksOf(document) };
}
