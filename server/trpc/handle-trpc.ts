import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { publicUrl } from "@/lib/env";
import { holdsMoreValues } from "@/lib/json-source";
import { readBody } from "@/server/intake/read-body";
import { createContext } from "./context";
import { appRouter } from "./router";

const MAX_BATCH = 30;
const MAX_VALUES = 20_000;
/** A database that restarts is back within seconds. */
const RETRY_SECONDS = "2";

/**
 * POST and GET /api/trpc/*. Refuses what a foreign page could make a browser send with our cookie: a POST from another origin,
 * or one that is not JSON (forms need no CORS preflight). Never throws: failures are tRPC's error bodies.
 */
export async function handleTrpc(request: Request): Promise<Response> {
  if (request.method === "POST" && !isOwnPage(request)) return refusal(403, "This request came from another site.");
  if (request.method === "POST" && !isJson(request)) return refusal(415, "Send application/json.");
  const given = await readInput(request);
  if (!given) return refusal(413, "The body is larger than a screen ever sends.");
  if (!isReadable(given)) return refusal(400, "The input is not JSON.");
  const response = await fetchRequestHandler({
    endpoint: "/api/trpc",
    req: request.method === "POST" ? new Request(request, { body: given }) : request,
    router: appRouter,
    createContext: () => createContext(request.headers),
    maxBatchSize: MAX_BATCH,
  });
  response.headers.set("cache-control", "no-store");
  if (response.status === 503) response.headers.set("retry-after", RETRY_SECONDS);
  return response;
}

/** The input as JSON text; null for one that is too large, or of so many values that checking them would hold up everybody. */
async function readInput(request: Request): Promise<string | null> {
  if (request.method !== "POST") return new URL(request.url).searchParams.get("input") || "{}";
  const bytes = await readBody(request);
  const text = bytes && new TextDecoder().decode(bytes);
  return text === null || holdsMoreValues(text, MAX_VALUES) ? null : text || "{}";
}

/** tRPC takes what is no JSON for a failure of the server. */
function isReadable(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function isOwnPage(request: Request): boolean {
  const origin = request.headers.get("origin");
  if (!origin) return true;
  // Behind a proxy the Host header may be an inner name, on a development machine PUBLIC_URL may be another: either will do.
  return origin === new URL(publicUrl()).origin || origin === new URL(request.url).origin || hostOf(origin) === request.headers.get("host");
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}

function isJson(request: Request): boolean {
  return (request.headers.get("content-type") ?? "").toLowerCase().startsWith("application/json");
}

function refusal(status: number, message: string): Response {
  return Response.json({ error: { message } }, { status });
}
