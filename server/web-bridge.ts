import type { IncomingMessage, ServerResponse } from "node:http";
import { asAppError } from "./db/as-app-error";
import { currentRequestId, log } from "./log";
import { routePattern } from "./route-pattern";
import { answerProblem } from "./web-refusals";

/** What our routes are: the same function can be mounted in a Next route handler. */
export type FetchHandler = (request: Request) => Promise<Response>;

export interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  /** Scheme and host that the world uses; the Host header is a stranger's word. */
  origin: string;
  /** Aborts when the process is stopping, so that long polls end. */
  stopping: AbortSignal;
  /** What is held of a body before anybody has asked whose it is. */
  maxBytes: number;
}

/**
 * Answers a node request with a fetch handler: raw bytes in, status, headers and bytes out. Never throws.
 * A failing database is 503 with Retry-After; any other failure is 500 with a reference that the log knows.
 */
export async function answerFetch(handler: FetchHandler, exchange: Exchange): Promise<void> {
  const { request, response, maxBytes } = exchange;
  try {
    const body = await readBody(request, maxBytes);
    if (body === "too-large")
      return answerProblem(response, { status: 413, code: "too-large", detail: `The body is larger than ${maxBytes / 1024 / 1024} MB.` });
    if (body === "aborted") return;
    const converted = toFetch(exchange, body);
    if (!converted) return answerProblem(response, { status: 400, code: "invalid", detail: "The request line is not one this server takes." });
    await send(await handler(converted), response);
  } catch (error) {
    answerFailure(error, request, response);
  }
}

/** Adds the address we saw to X-Forwarded-For, as every proxy does; what stands left of it is hearsay. Once per request. */
export function noteHop(request: IncomingMessage): void {
  const given = request.headers["x-forwarded-for"];
  request.headers["x-forwarded-for"] = [given, request.socket.remoteAddress ?? "unknown"].flat().filter(Boolean).join(", ");
}

/** Answers what a handler threw: 503 while the database is away, else 500 with a reference that the log knows. */
export function answerFailure(error: unknown, request: IncomingMessage, response: ServerResponse): void {
  if (response.destroyed || (error as Error | null)?.name === "AbortError") return void response.destroy();
  if (response.headersSent) return void response.destroy();
  if (asAppError(error).code === "unavailable")
    return answerProblem(response, { status: 503, code: "unavailable", detail: "The database is away. Try again shortly.", retryAfterSeconds: 2 });
  const requestId = currentRequestId();
  log().error({ err: error, requestId, method: request.method, route: routePattern(request.url ?? "") }, "request failed");
  answerProblem(response, { status: 500, code: "bug", detail: `Something went wrong. Reference ${requestId}.`, requestId });
}

async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer | null | "too-large" | "aborted"> {
  if (request.method === "GET" || request.method === "HEAD") {
    request.resume();
    return null;
  }
  if (Number(request.headers["content-length"] ?? 0) > maxBytes) return "too-large";
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  try {
    // Not destroyed when we stop reading: the refusal still has to reach the client.
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      sizeBytes += chunk.length;
      if (sizeBytes > maxBytes) return "too-large";
      chunks.push(chunk);
    }
  } catch {
    // The client went away in the middle of its body: there is nobody to answer.
    return "aborted";
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
}

/** Null for what fetch cannot say: a method or URL no route would take anyway. */
function toFetch({ request, response, origin, stopping }: Exchange, body: Buffer | null): Request | null {
  const abort = new AbortController();
  const stop = () => abort.abort();
  stopping.addEventListener("abort", stop);
  response.once("close", () => {
    stopping.removeEventListener("abort", stop);
    if (!response.writableFinished) abort.abort();
  });
  try {
    // Joined, not resolved: "//elsewhere.example/x" would name another host.
    const url = new URL(origin + pathOf(request.url ?? "/"));
    return new Request(url, { method: request.method, headers: toHeaders(request), body: body as BodyInit | null, signal: abort.signal });
  } catch {
    return null;
  }
}

/** "http://host/path" is a lawful request line too. */
function pathOf(url: string): string {
  return url.startsWith("/") ? url : new URL(url).pathname + new URL(url).search;
}

function toHeaders(request: IncomingMessage): Headers {
  const headers = new Headers();
  for (let i = 0; i + 1 < request.rawHeaders.length; i += 2) {
    headers.append(request.rawHeaders[i] as string, request.rawHeaders[i + 1] as string);
  }
  headers.set("x-forwarded-for", String(request.headers["x-forwarded-for"]));
  return headers;
}

async function send(answer: Response, response: ServerResponse): Promise<void> {
  response.statusCode = answer.status;
  for (const [name, value] of answer.headers) {
    if (name !== "set-cookie") response.setHeader(name, value);
  }
  const cookies = answer.headers.getSetCookie();
  if (cookies.length > 0) response.setHeader("set-cookie", cookies);
  if (!answer.body) return void response.end();
  for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) {
    if (response.destroyed) return;
    if (!response.write(chunk)) await drained(response);
  }
  response.end();
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off("drain", done).off("close", done);
      resolve();
    };
    response.once("drain", done).once("close", done);
  });
}
