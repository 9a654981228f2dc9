import createClient, { type Middleware } from "openapi-fetch";
import { ApiError } from "./problem";
import type { paths } from "./schema";
import { askForToken, useToken } from "./token";

/** fetch with the token, ApiError for whatever the server refuses. */
export async function send(request: Request): Promise<Response> {
  const { token } = useToken.getState();
  if (token) request.headers.set("authorization", `Bearer ${token}`);
  const response = await fetch(request);
  if (response.status === 401) askForToken();
  if (!response.ok) throw new ApiError(response.status, await problem(response));
  return response;
}

async function problem(response: Response): Promise<object> {
  const text = await response.text();
  return response.headers.get("content-type")?.includes("json") ? (JSON.parse(text) as object) : {};
}

/** The routes, typed by the server's own document. Every call throws ApiError rather than answering an error. */
export const api = createClient<paths>({ fetch: send });

// openapi-fetch sends no content type without a body, and the server takes changes as JSON only.
const asJson: Middleware = {
  onRequest({ request }) {
    if (request.method !== "GET") request.headers.set("content-type", "application/json");
    return request;
  },
};
api.use(asJson);

/** The answer's body. Errors were thrown before, so it is there. */
export async function body<T>(call: Promise<{ data?: T }>): Promise<T> {
  return (await call).data as T;
}

/** A picture's address on this page's own origin, whatever public address the server tells others. */
export function servable(filename: string): string {
  return `/servable/${encodeURIComponent(filename)}`;
}

/** The address of a small copy of a picture, as WebP, of this width in pixels. */
export function preview(filename: string, width: 256 | 640 = 256): string {
  return `/previews/${width}/${encodeURIComponent(filename)}`;
}
