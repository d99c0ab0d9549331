import type { IncomingMessage, ServerResponse } from "node:http";
import { newId } from "@/server/db/ids";
import { instruments } from "@/server/metrics/instruments";
import { type LogContext, log, withLogContext } from "./log";
import { routeClass, routePattern } from "./route-pattern";

/** What access logs write for a client that went away before its answer (nginx's word). */
const CLIENT_GONE = 499;

/**
 * Answers a request so that every line it causes carries its id, and counts it. When it is over it has one line of its own:
 * method, pattern, status and time, never a path with ids, a query, a header or a body.
 */
export function watchRequest(request: IncomingMessage, response: ServerResponse, answer: () => void): void {
  const startedAt = performance.now();
  const context: LogContext = { requestId: newId() };
  const url = request.url ?? "/";
  response.once("close", () => {
    const ms = performance.now() - startedAt;
    const status = response.writableFinished ? response.statusCode : CLIENT_GONE;
    const kind = routeClass(url);
    instruments().requests.observe({ route: kind, status: classOf(status) }, ms / 1_000);
    // Health checks and files of pages come by the thousand and say nothing.
    const level = status >= 500 ? "warn" : ["asset", "health", "ready", "metrics"].includes(kind) ? "debug" : "info";
    log()[level]({ route: routePattern(url), ...context, method: request.method, status, ms: Math.round(ms) }, "request");
  });
  withLogContext(context, answer);
}

/** The same for a platform's call, of which there are most: counted, and a line only for whoever debugs. `kind` is one that we speak, or null. */
export function noteWebhook(call: { kind: string | null; channelId?: string; status: number; ms: number }): void {
  const kind = call.kind ?? "unknown";
  instruments().webhooks.observe({ kind, status: String(call.status) }, call.ms / 1_000);
  if (call.status < 500 && !log().isLevelEnabled("debug")) return;
  const level = call.status >= 500 ? "warn" : "debug";
  log()[level]({ route: `/api/webhooks/${kind}`, channelId: call.channelId, status: call.status, ms: Math.round(call.ms) }, "webhook");
}

function classOf(status: number): string {
  return status === CLIENT_GONE ? "gone" : `${Math.floor(status / 100)}xx`;
}
