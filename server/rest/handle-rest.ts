import { AppError } from "@/lib/errors";
import { assertMay } from "@/server/access/roles";
import { asAppError } from "@/server/db/as-app-error";
import { currentRequestId, log, noteInLog } from "@/server/log";
import { authenticate } from "./authenticate";
import { health, ready } from "./health";
import { idempotentCall, onceAcross, onceInScope } from "./idempotency";
import { type Match, routeMatcher } from "./match-route";
import { openApi } from "./openapi";
import { problemResponse } from "./problem";
import { REQUESTS_PER_SECOND, rateLimiter } from "./rate-limit";
import { readBytes, readInput } from "./read-input";
import { type Reply, type RestContext, type RestInput, type Route, toReply } from "./route";
import { ROUTES } from "./routes";

const PREFIX = "/api/v1";

const match = routeMatcher(ROUTES);
const takeToken = rateLimiter(REQUESTS_PER_SECOND);

/** What is answered without a key. */
const OPEN: Record<string, () => Promise<Response>> = {
  "/health": health,
  "/ready": ready,
  "/openapi.json": async () => Response.json(openApi()),
};

/**
 * Everything below /api/v1, and /health and /ready. Never throws: each failure is a problem document with the request's id, and what a stranger can send
 * never becomes a 5xx. The order: path, method, key, rate, permission, input, the call.
 */
export async function handleRest(request: Request): Promise<Response> {
  const requestId = currentRequestId();
  const path = pathOf(request);
  try {
    const open = OPEN[path];
    if (open && !["GET", "HEAD"].includes(request.method)) throw wrongMethod(["GET", "HEAD"]);
    if (open) return await open();
    return respond(await answer(request, match(request.method, path)), requestId);
  } catch (thrown) {
    const error = asAppError(thrown);
    if (error.code === "bug") log().error({ requestId, method: request.method, err: error.cause ?? error }, "request failed");
    return problemResponse(error, requestId);
  }
}

/** Below /api/v1; /health and /ready answer at the root too, where load balancers look. */
function pathOf(request: Request): string {
  const { pathname } = new URL(request.url);
  return pathname.startsWith(PREFIX) ? pathname.slice(PREFIX.length) || "/" : pathname;
}

async function answer(request: Request, found: Match): Promise<Reply & { isReplay?: boolean }> {
  if (found.kind === "unknown") throw new AppError("not-found", "no such route");
  if (found.kind === "wrong-method") throw wrongMethod(found.allowed);
  noteInLog({ route: PREFIX + found.route.path });
  const context = await authenticate(request);
  noteInLog({ tenantId: context.tenantId });
  takeToken(context.actor.id, performance.now());
  assertMay(context.actor, found.route.permission);
  // A file is read by its route; a copy of its bytes only where an Idempotency-Key must tell it from another.
  const isFile = found.route.isMultipart === true;
  const bytes = isFile ? await fileBytes(request) : await readBytes(request);
  const input = readInput(found, request, bytes);
  return call(found.route, context, { input, bytes });
}

function wrongMethod(allowed: string[]): AppError {
  return new AppError("invalid", "method not allowed", {
    reason: "method-not-allowed",
    publicMessage: `This path takes ${allowed.join(", ")}.`,
    data: { allowed },
  });
}

async function fileBytes(request: Request): Promise<Uint8Array> {
  return request.headers.has("idempotency-key") ? new Uint8Array(await request.clone().arrayBuffer()) : new Uint8Array();
}

async function call(route: Route, context: RestContext, { input, bytes }: { input: RestInput; bytes: Uint8Array }): Promise<Reply & { isReplay?: boolean }> {
  const once = idempotentCall(context.request, bytes);
  const { run, serve } = route;
  if (run)
    return context.inTenant(async (scope) => {
      const reply = async () => toReply(route, await run(scope, input));
      return once ? onceInScope(scope, once, reply) : reply();
    });
  if (!serve) throw new AppError("bug", `route ${route.path} has no handler`);
  const reply = async () => toReply(route, await serve(context, input));
  return once ? onceAcross(context, once, reply) : reply();
}

function respond({ status, body, isReplay }: Reply & { isReplay?: boolean }, requestId: string): Response {
  const headers = new Headers({ "x-request-id": requestId, "cache-control": "no-store" });
  if (isReplay) headers.set("idempotency-replayed", "true");
  if (body === undefined || status === 204) return new Response(null, { status, headers });
  headers.set("content-type", "application/json");
  return new Response(JSON.stringify(body), { status, headers });
}
