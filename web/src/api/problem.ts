import type { components } from "./schema";

type Problem = components["schemas"]["Problem"];

/** A request that the server refused. The message is a sentence for people; `code` is documented in docs/errors.md. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly problems: NonNullable<Problem["problems"]>;

  constructor(status: number, problem: Partial<Problem>) {
    super(problem.detail ?? `the server answered ${status}; look at its log.`);
    this.name = "ApiError";
    this.status = status;
    this.code = problem.code ?? "";
    this.problems = problem.problems ?? [];
  }
}

/** What to say of anything that was thrown. */
export function sentence(error: unknown): string {
  if (error instanceof ApiError) return capitalised(error.message);
  if (error instanceof TypeError) return "The server does not answer. Is it still running?";
  return error instanceof Error ? capitalised(error.message) : String(error);
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
