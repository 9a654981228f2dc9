import { useMemo } from "react";
import { useSearchParams } from "react-router";

const NAMES = ["q", "model", "day", "workflow_id", "run_id", "favourite"] as const;

/** What the gallery is searched by; what is not there does not matter. `day` is in UTC, as in 2026-11-22. */
export type Filters = Partial<Record<(typeof NAMES)[number], string>>;

/** The filters stand in the address, so that going back or sending a link keeps them. */
export function useFilters(): [Filters, (change: Filters) => void] {
  const [params, setParams] = useSearchParams();
  const text = params.toString();
  const filters = useMemo(() => read(new URLSearchParams(text)), [text]);
  const change = (wanted: Filters) =>
    setParams(
      (before) => {
        for (const [name, value] of Object.entries(wanted)) {
          if (value) before.set(name, value);
          else before.delete(name);
        }
        return before;
      },
      { replace: true },
    );
  return [filters, change];
}

function read(params: URLSearchParams): Filters {
  return Object.fromEntries(NAMES.flatMap((name) => (params.get(name) ? [[name, params.get(name)]] : [])));
}
