import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One request, its body read. */
export interface Call {
  method: string;
  url: URL;
  query: URLSearchParams;
  headers: IncomingMessage["headers"];
  body: Buffer;
  request: IncomingMessage;
  response: ServerResponse;
}

/** An object is sent as JSON. Null: the handler keeps the connection (a live stream, or a platform that never answers). */
export type Answer = { status: number; headers?: Record<string, string>; body: string | Buffer | object } | null;
export type Handler = (call: Call, ...match: string[]) => Answer | Promise<Answer>;
/** Method (or * for any), path, handler; the first that fits answers. */
export type Route = [method: string, path: RegExp, handler: Handler];

export interface Running {
  url: string;
  close(): Promise<void>;
}

const MAX_BODY_BYTES = 60 * 1024 * 1024;

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > MAX_BODY_BYTES) throw new Error("the body is too large");
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

function write(response: ServerResponse, answer: NonNullable<Answer>): void {
  const isJson = typeof answer.body === "object" && !Buffer.isBuffer(answer.body);
  const body = isJson ? JSON.stringify(answer.body) : (answer.body as string | Buffer);
  response.writeHead(answer.status, { "content-type": isJson ? "application/json; charset=utf-8" : "text/plain; charset=utf-8", ...answer.headers });
  response.end(body);
}

async function dispatch(routes: Route[], request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", "http://simulator.invalid");
  const body = await readBody(request);
  const call: Call = { method: request.method ?? "GET", url, query: url.searchParams, headers: request.headers, body, request, response };
  for (const [method, path, handler] of routes) {
    const match = method === "*" || method === call.method ? path.exec(url.pathname) : null;
    if (!match) continue;
    const answer = await handler(call, ...match.slice(1).map(decodeURIComponent));
    if (answer) write(response, answer);
    return;
  }
  write(response, { status: 404, body: { error: "there is no such address here" } });
}

/** Listens on the loopback address only: a simulator is for one machine. */
export async function serve(port: number, routes: Route[]): Promise<Running> {
  const server = createServer((request, response) => {
    dispatch(routes, request, response).catch((error: unknown) => {
      if (response.headersSent) return void response.destroy();
      write(response, { status: 400, body: { error: error instanceof Error ? error.message : "bad request" } });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export const html = (body: string): Answer => ({ status: 200, headers: { "content-type": "text/html; charset=utf-8" }, body });
export const redirect = (location: string): Answer => ({ status: 302, headers: { location }, body: "" });
export const badRequest = (error: string): Answer => ({ status: 400, body: { error } });

/** The body as an object; an unreadable one is an empty object, and the platform then complains about what is missing. */
export function jsonBody(call: Call): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(call.body.toString() || "{}");
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

export const text = (value: unknown): string => (typeof value === "string" ? value : "");
