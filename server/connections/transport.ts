import type { Dispatcher } from "undici";
import { type Transport, TransportError, type TransportRequest, type TransportResponse } from "@/server/channels/contract";
import { addressOf } from "./address-of";
import { RefusedDestination } from "./ssrf";
import { agent } from "./transport-agent";

const DEFAULT_TIMEOUT_MS = 15_000;
const MAX_ANSWER_BYTES = 10 * 1024 * 1024;
const MAX_REDIRECTS = 5;
const USER_AGENT = "Parley/1.0";

/** The cause of a TransportError when an answer is longer than its limit. */
export class AnswerTooLong extends Error {
  override readonly name = "AnswerTooLong";
  constructor(maxBytes: number) {
    super(`answer is longer than ${maxBytes} bytes`);
  }
}

interface Limits {
  /** An answer that is longer is cut off and an error. */
  maxBytes: number;
  through: Dispatcher;
}

/** The product's network for adapters: public destinations only (and what the operator allowed), 15 s, 10 MB. */
export const transport: Transport = makeTransport({ maxBytes: MAX_ANSWER_BYTES });

/** The same with another limit of size; `through` another pool of connections, where the destination needs no guard. */
export function makeTransport({ maxBytes }: Pick<Limits, "maxBytes">, through: Dispatcher = agent): Transport {
  const limits = { maxBytes, through };
  const exchangeAll = async (request: TransportRequest) => {
    const signal = AbortSignal.timeout(request.timeoutMs ?? DEFAULT_TIMEOUT_MS);
    const { body, headers } = await encodeBody(request);
    let hop: Hop = { method: request.method, url: parseUrl(request.url), headers, body };
    for (let redirects = 0; ; redirects++) {
      const response = await exchange(hop, signal, { ...limits, maxBytes: request.maxBytes ?? limits.maxBytes });
      const next = redirectOf(hop, response);
      if (!next) return response;
      if (redirects === MAX_REDIRECTS) throw refused(`more than ${MAX_REDIRECTS} redirects`);
      hop = next;
    }
  };
  return Object.assign(exchangeAll, { addressOf });
}

interface Hop {
  method: TransportRequest["method"];
  url: URL;
  headers: Record<string, string>;
  body: string | Uint8Array | null;
}

/** Only a GET follows: what sends something is never sent a second time, to whom the first server names. */
function redirectOf(hop: Hop, response: TransportResponse): Hop | null {
  const location = response.headers.location;
  if (hop.method !== "GET" || !location || ![301, 302, 303, 307, 308].includes(response.status)) return null;
  const url = parseUrl(location, hop.url);
  // A token meant for one server must not travel to another.
  const headers = url.origin === hop.url.origin ? hop.headers : withoutSecrets(hop.headers);
  return { ...hop, url, headers };
}

function withoutSecrets(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => ["accept", "user-agent", "accept-encoding"].includes(name)));
}

function parseUrl(text: string, base?: URL): URL {
  if (!URL.canParse(text, base)) throw refused("not a URL");
  const url = new URL(text, base);
  if (url.protocol !== "https:" && url.protocol !== "http:") throw refused(`${url.protocol} is not spoken here`);
  if (url.username || url.password) throw refused("a URL with a password in it");
  return url;
}

function refused(why: string): TransportError {
  return new TransportError(why, false, new RefusedDestination(why));
}

async function encodeBody(request: TransportRequest): Promise<{ body: Hop["body"]; headers: Record<string, string> }> {
  const headers: Record<string, string> = { "user-agent": USER_AGENT, accept: "*/*", "accept-encoding": "identity" };
  for (const [name, value] of Object.entries(request.headers ?? {})) headers[name.toLowerCase()] = value;
  if (!(request.body instanceof FormData)) return { body: request.body ?? null, headers };
  const encoded = new Response(request.body);
  headers["content-type"] = encoded.headers.get("content-type") ?? "multipart/form-data";
  return { body: new Uint8Array(await encoded.arrayBuffer()), headers };
}

/** One request and its whole answer. Whether it may have arrived is known exactly: undici says when it starts to write. */
function exchange(hop: Hop, signal: AbortSignal, limits: Limits): Promise<TransportResponse> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let sizeBytes = 0;
    let isWritten = false;
    let status = 0;
    let headers: Record<string, string> = {};
    let abort = () => {};
    const fail = (error: unknown) => {
      signal.removeEventListener("abort", onTimeout);
      const reason = signal.aborted ? "time-out" : error instanceof Error ? error.message : "connection failed";
      reject(new TransportError(`${hop.url.host}: ${reason || "connection failed"}`, isWritten, error));
    };
    const onTimeout = () => {
      abort();
      fail(signal.reason);
    };
    if (signal.aborted) return fail(signal.reason);
    signal.addEventListener("abort", onTimeout, { once: true });
    limits.through.dispatch(
      { origin: hop.url.origin, path: hop.url.pathname + hop.url.search, method: hop.method, headers: hop.headers, body: hop.body },
      {
        onRequestStart(controller) {
          isWritten = true;
          abort = () => controller.abort(new Error("time-out"));
          if (signal.aborted) abort();
        },
        onResponseStart(controller, code, given) {
          status = code;
          headers = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : String(value ?? "")]));
          if (Number(headers["content-length"]) > limits.maxBytes) controller.abort(new AnswerTooLong(limits.maxBytes));
        },
        onResponseData(controller, chunk) {
          sizeBytes += chunk.length;
          if (sizeBytes > limits.maxBytes) return controller.abort(new AnswerTooLong(limits.maxBytes));
          chunks.push(chunk);
        },
        onResponseEnd() {
          signal.removeEventListener("abort", onTimeout);
          resolve(toResponse(status, headers, Buffer.concat(chunks)));
        },
        onResponseError: (_controller, error) => fail(error),
      },
    );
  });
}

function toResponse(status: number, headers: Record<string, string>, bytes: Buffer): TransportResponse {
  const text = () => bytes.toString("utf8");
  return { status, headers, bytes, text, json: () => JSON.parse(text()) as unknown };
}
