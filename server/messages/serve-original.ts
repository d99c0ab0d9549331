import { SYSTEM } from "@/server/access/actor";
import { inTenant } from "@/server/db/in-tenant";
import { readOriginalToken } from "./original-url";
import { readOriginal } from "./read-event-body";

/**
 * GET /api/originals/<token>: a mail as it came, as an .eml for a mail program. The link is the permission. It is a download and
 * nothing else: a browser that opened it in our origin would run a stranger's HTML there.
 */
export async function serveOriginal(request: Request, now = new Date()): Promise<Response> {
  if (request.method !== "GET") return plain(405, "Only GET is answered here.", { allow: "GET" });
  const token = readOriginalToken(new URL(request.url).pathname.split("/")[3] ?? "", now);
  if (!token) return plain(404, "There is no such mail, or the link is too old. Open the message again for a new one.");
  const bytes = await inTenant(token.tenantId, SYSTEM, (scope) => readOriginal(scope, token.messageId));
  if (!bytes) return plain(404, "The original of this mail is no longer kept.");
  return new Response(bytes as Uint8Array<ArrayBuffer>, {
    headers: {
      "content-type": "message/rfc822",
      "content-length": String(bytes.length),
      "content-disposition": 'attachment; filename="mail.eml"',
      "x-content-type-options": "nosniff",
      "content-security-policy": "default-src 'none'; sandbox",
      "cross-origin-resource-policy": "same-site",
      "referrer-policy": "no-referrer",
      "cache-control": "private, no-store",
    },
  });
}

function plain(status: number, text: string, headers: Record<string, string> = {}): Response {
  return new Response(text, { status, headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store", ...headers } });
}
