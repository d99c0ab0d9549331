import { isAllowedOrigin } from "@/lib/allowed-origin";
import { publicUrl } from "@/lib/env";
import { AppError } from "@/lib/errors";

/** The panel in its iframe is ours and same-origin; only other callers (the loader, a page with its own panel) need CORS. */
function isOwnOrigin(request: Request, origin: string): boolean {
  return origin === new URL(publicUrl()).origin || URL.parse(origin)?.host === (request.headers.get("host") ?? new URL(request.url).host);
}

/** Refuses a browser on a site that the channel does not allow. Callers without an Origin (apps, servers) pass: they have their token. */
export function assertOrigin(request: Request, allowedDomains: string[]): void {
  const origin = request.headers.get("origin");
  if (origin === null || isOwnOrigin(request, origin) || isAllowedOrigin(origin, allowedDomains)) return;
  throw new AppError("forbidden", `widget origin ${origin.slice(0, 100)}`, {
    reason: "origin-refused",
    publicMessage: "This site is not among the channel's allowed domains.",
  });
}

/** Lets the allowed site read the answer. Never with credentials: there are no cookies here, the token travels in a header. */
export function withCors(response: Response, request: Request, allowedDomains: string[] | null): Response {
  const origin = request.headers.get("origin");
  response.headers.append("vary", "origin");
  if (origin === null || allowedDomains === null || isOwnOrigin(request, origin) || !isAllowedOrigin(origin, allowedDomains)) return response;
  response.headers.set("access-control-allow-origin", origin);
  response.headers.set("access-control-expose-headers", "retry-after");
  return response;
}

/** A browser's question before a call from another site; it names the channel in `?channel=`, since it carries no token yet. */
export function preflight(request: Request, allowedDomains: string[] | null): Response {
  const answer = withCors(new Response(null, { status: 204 }), request, allowedDomains);
  if (!answer.headers.has("access-control-allow-origin")) return answer;
  answer.headers.set("access-control-allow-methods", "GET, POST");
  answer.headers.set("access-control-allow-headers", "authorization, content-type");
  answer.headers.set("access-control-max-age", "600");
  return answer;
}
