import { createApiKey } from "@/server/auth/api-keys";
import { handleRest } from "@/server/rest/handle-rest";
import type { TestTenant } from "./factories";

export interface RestAnswer {
  status: number;
  headers: Headers;
  /** Empty where there is none. `id` and `data` where the call gives them; a test asserts on every part it names. */
  body: Record<string, unknown> & { id: string; data: Record<string, unknown>[] };
}

/** `call("GET /contacts")`, with a body, with headers. */
type Call = (line: string, body?: unknown, headers?: Record<string, string>) => Promise<RestAnswer>;

/** Calls /api/v1 with this key, as a program would; a string or a form goes out as it is. */
export function restClient(key: string | null): Call {
  return async (line, body, headers = {}) => {
    const [, method, path] = /^(\S+) (.*)$/.exec(line) ?? [];
    const isRaw = typeof body === "string" || body instanceof FormData || body instanceof Uint8Array;
    const request = new Request(`http://localhost:3000/api/v1${path}`, {
      method,
      headers: { ...(key ? { authorization: `Bearer ${key}` } : {}), ...(body instanceof FormData ? {} : { "content-type": "application/json" }), ...headers },
      body: body === undefined ? undefined : isRaw ? (body as BodyInit) : JSON.stringify(body),
    });
    const response = await handleRest(request);
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : {} };
  };
}

/** A client with a key of this tenant. */
export async function restOf(tenant: TestTenant, scopes: string[] = ["*"]): Promise<Call> {
  const { key } = await tenant.door((scope) => createApiKey(scope, { name: "test", scopes }));
  return restClient(key);
}
