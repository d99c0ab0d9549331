/** Why a call failed. status 0: nobody answered. */
export class CallError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly retryAfterMs: number,
  ) {
    super(code);
  }

  /** Worth trying again as it is: the network, an outage, too many at once. */
  get isPassing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

const TIMEOUT_MS = 20_000;

/** One call of our own API; the token travels in a header, there are no cookies. Throws CallError. */
export async function call<T>(path: string, token: string | undefined, body?: object | FormData): Promise<T> {
  const isForm = body instanceof FormData;
  const headers: Record<string, string> = {};
  if (token) headers.authorization = `Bearer ${token}`;
  if (body && !isForm) headers["content-type"] = "application/json";
  const answer = await fetch(`/api/widget/${path}`, {
    method: body ? "POST" : "GET",
    headers,
    body: isForm ? body : body && JSON.stringify(body),
    credentials: "omit",
    // What is told while the page closes still arrives.
    keepalive: path === "page" || path === "read",
    signal: isForm ? undefined : AbortSignal.timeout(TIMEOUT_MS),
  }).catch(() => {
    throw new CallError(0, "unreachable", 0);
  });
  if (answer.status === 204) return undefined as T;
  const json = await answer.json().catch(() => ({}));
  if (answer.ok) return json as T;
  throw new CallError(answer.status, String(json.code ?? "unknown"), Number(answer.headers.get("retry-after") ?? 0) * 1000);
}
