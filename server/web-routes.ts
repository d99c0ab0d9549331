import { handleOAuthCallback } from "@/server/connections/oauth-callback";
import { receiveWebhook } from "@/server/intake/receive-webhook";
import { serveOriginal } from "@/server/messages/serve-original";
import { serveRemoteImage } from "@/server/messages/serve-remote-image";
import { handleMetrics } from "@/server/metrics/handle-metrics";
import { authoriseSubscription } from "@/server/realtime/authorise-subscription";
import { authoriseUser } from "@/server/realtime/authorise-user";
import { handleFiles } from "@/server/rest/handle-files";
import { handleRest } from "@/server/rest/handle-rest";
import { handleTrpc } from "@/server/trpc/handle-trpc";
import { handleWidget } from "@/server/widget/handle-widget";
import type { FetchHandler } from "./web-bridge";

/** What our own server answers ahead of Next, by path prefix; the longest that fits wins. */
const ROUTES: Record<string, FetchHandler> = {
  "/api/webhooks": receiveWebhook,
  "/api/v1": handleRest,
  "/health": handleRest,
  "/ready": handleRest,
  "/metrics": handleMetrics,
  "/api/trpc": handleTrpc,
  "/api/files": handleFiles,
  "/api/remote-images": serveRemoteImage,
  "/api/originals": (request) => serveOriginal(request),
  "/api/realtime/auth": authoriseSubscription,
  "/api/realtime/user-auth": authoriseUser,
  "/api/widget": handleWidget,
  "/widget": handleWidget,
  "/widget.js": handleWidget,
  "/api/oauth": handleOAuthCallback,
};

const PREFIXES = Object.keys(ROUTES).sort((a, b) => b.length - a.length);

/** The handler of a request path (with or without a query), or null: then Next answers. */
export function routeFor(url: string): FetchHandler | null {
  const path = url.split("?", 1)[0] ?? "";
  const prefix = PREFIXES.find((p) => path === p || path.startsWith(`${p}/`));
  return prefix ? (ROUTES[prefix] ?? null) : null;
}

/** Larger than any file that a route takes (25 MB) with its multipart envelope. */
const MAX_UPLOAD_BYTES = 30 * 1024 * 1024;
/** More than any other route takes (5 MB), so that the route itself says what it takes. */
const MAX_BODY_BYTES = 6 * 1024 * 1024;
const UPLOADS = ["/api/files", "/api/v1/uploads", "/api/widget/uploads"];

/** The largest body of a path: only where files are uploaded a large one is held at all. */
export function bodyLimit(url: string): number {
  return UPLOADS.includes(url.split("?", 1)[0] ?? "") ? MAX_UPLOAD_BYTES : MAX_BODY_BYTES;
}

/** Whether a path is a platform's; web-webhooks.ts answers it. */
export function isWebhook(url: string): boolean {
  return url.startsWith("/api/webhooks/");
}

/** Whether a path is a page that needs the database: not an asset of Next and not a file. */
export function isPage(url: string): boolean {
  const path = url.split("?", 1)[0] ?? "";
  return !path.startsWith("/_next/") && !/\.[a-z0-9]{2,5}$/i.test(path);
}
