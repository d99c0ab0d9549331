import { request as httpRequest } from "node:http";
import { connect } from "node:net";

export interface Call {
  method?: string;
  path: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  /** In pieces, its length untold. */
  isChunked?: boolean;
}

export interface Answer {
  /** 0: the connection was closed without an answer. */
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

/** One request as a client library sends it. A connection that breaks is an answer of status 0. */
export function call(port: number, { method = "POST", path, headers = {}, body = "", isChunked = false }: Call): Promise<Answer> {
  return new Promise((resolve) => {
    const bytes = Buffer.from(body);
    const length: Record<string, string> = isChunked ? { "transfer-encoding": "chunked" } : { "content-length": String(bytes.length) };
    const sent = httpRequest({ port, host: "127.0.0.1", method, path, headers: { ...(method === "GET" ? {} : length), ...headers }, agent: false });
    sent.on("response", (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("close", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(chunks).toString() }));
    });
    sent.on("error", () => resolve({ status: 0, headers: {}, text: "" }));
    if (isChunked) for (let at = 0; at < bytes.length; at += 65_536) sent.write(bytes.subarray(at, at + 65_536));
    else if (bytes.length > 0) sent.write(bytes);
    sent.end();
  });
}

/** Bytes that no client library would send; the answer's first status line, and how long it took to come or to be cut off. */
export function wire(port: number, bytes: string | Uint8Array): Promise<Answer & { tookMs: number }> {
  return new Promise((resolve) => {
    let text = "";
    const start = performance.now();
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
    const done = () => resolve({ status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0), headers: {}, text, tookMs: performance.now() - start });
    socket.on("data", (chunk) => {
      text += chunk;
    });
    socket.once("error", () => socket.destroy());
    socket.once("close", done);
  });
}

/** "401", or with the code that a program reads: "422 invalid". */
export function summary({ status, text }: Answer): string {
  const code = /"(?:code|reason)":"([a-z][a-z-]*)"/.exec(text)?.[1];
  return code ? `${status} ${code}` : String(status);
}
