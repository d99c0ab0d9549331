import type { IncomingMessage, ServerResponse } from "node:http";
import { findAdapter } from "@/server/channels/registry";
import { isId } from "@/server/db/ids";
import { bodyLimit } from "@/server/intake/body-limit";
import { MAX_BODY_BYTES } from "@/server/intake/read-body";
import { acceptWebhook, PLAIN } from "@/server/intake/receive-webhook";
import { answerFailure } from "./web-bridge";
import { noteWebhook } from "./web-requests";

/**
 * Webhooks without the detour over fetch: making a Request, its headers and its body's stream, and taking a Response apart
 * again, cost more than verifying and storing the event. Never throws.
 */
export async function answerWebhook(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const startedAt = performance.now();
  try {
    const { status, headers, body } = await acceptWebhook({
      method: request.method ?? "GET",
      path: request.url ?? "/",
      headers: headersOf(request),
      body: readWithin(request),
    });
    response.writeHead(status, { ...PLAIN, ...headers, "content-length": Buffer.byteLength(body) });
    response.end(body);
  } catch (error) {
    answerFailure(error, request, response);
  }
  note(request.url ?? "", response.statusCode, performance.now() - startedAt);
}

function note(url: string, status: number, ms: number): void {
  const [kind = "", channelId] = (url.split("?", 1)[0] ?? "").slice("/api/webhooks/".length).split("/");
  noteWebhook({ kind: findAdapter(kind) ? kind : null, channelId: channelId && isId(channelId) ? channelId : undefined, status, ms });
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const name in headers) plain[name] = String(headers[name]);
  return plain;
}

/** What declares no more than everybody may send is read at once; for more, the address is looked up first. */
function readWithin(request: IncomingMessage): Promise<Uint8Array | null> {
  const declared = Number(request.headers["content-length"] ?? 0);
  if (!(declared > MAX_BODY_BYTES)) return readRaw(request, MAX_BODY_BYTES);
  return bodyLimit(request.url ?? "/", declared).then((maxBytes) => readRaw(request, maxBytes));
}

/** Null over the limit: what follows is not kept. Rejects when the client goes away in the middle. */
function readRaw(request: IncomingMessage, maxBytes: number): Promise<Uint8Array | null> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let sizeBytes = 0;
    // While the address was looked up: nobody would tell any more.
    if (request.destroyed) return reject(abortError());
    if (Number(request.headers["content-length"] ?? 0) > maxBytes) {
      request.resume();
      return resolve(null);
    }
    request.on("data", (chunk: Buffer) => {
      sizeBytes += chunk.length;
      if (sizeBytes <= maxBytes) chunks.push(chunk);
      else resolve(null);
    });
    request.on("end", () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    request.on("error", reject);
    request.on("aborted", () => reject(abortError()));
  });
}

const abortError = () => Object.assign(new Error("the client went away"), { name: "AbortError" });
