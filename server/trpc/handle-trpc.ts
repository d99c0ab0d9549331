import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { publicUrl } from "@/lib/env";
import { createContext } from "./context";
import { appRouter } from "./router";

const MAX_BATCH = 30;
/** A database that restarts is back within seconds. */
const RETRY_SECONDS = "2";

/**
 * POST and GET /api/trpc/*. Refuses what a foreign page could make a browser send with our cookie: a POST from another origin,
 * or one that is not JSON (forms need no CORS preflight). Never throws: failures are tRPC's error bodies.
 */
export async function handleTrpc(request: Request): Promise<Response> {
  if (request.method === "POST" && !isOwnPage(request)) return refusal(403, "This request came from another site.");
  if (request.method === "POST" && !isJson(request)) return refusal(415, "Send application/json.");
  const response = await fetchRequestHandler({
    endpoint: "/api/trpc",
    req: request,
    router: appRouter,
    createContext: () => createContext(request.headers),
    maxBatchSize: MAX_BATCH,
  });
  response.headers.set("cache-control", "no-store");
  if (response.status === 503) response.headers.set("retry-after", RETRY_SECONDS);
  return response;
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
