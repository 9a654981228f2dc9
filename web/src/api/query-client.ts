import { QueryClient } from "@tanstack/react-query";
import { ApiError } from "./problem";

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // What the server refused stays refused; only a connection that broke is worth another try.
      retry: (failures, error) => failures < 2 && !(error instanceof ApiError),
    },
  },
});
