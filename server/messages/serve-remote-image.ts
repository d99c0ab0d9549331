import { SYSTEM } from "@/server/access/actor";
import { type Transport, TransportError } from "@/server/channels/contract";
import { transport as network } from "@/server/connections/transport";
import { inTenant } from "@/server/db/in-tenant";
import { type RemoteImageToken, readRemoteImageToken } from "./remote-image-url";
import { remoteImages } from "./remote-images";
import { sniffFile } from "./sniff";

/** What a browser only draws. No SVG: it can hold scripts and fetch further. */
const DRAWN = /^image\/(png|jpeg|gif|webp|avif|bmp|x-icon)$/;
const TIMEOUT_MS = 15_000;

interface Surroundings {
  now?: Date;
  /** Refuses inner addresses, follows a few redirects, takes at most 10 MB. */
  transport?: Transport;
}

/**
 * GET /api/remote-images/<token>: an image that a mail shows from elsewhere, fetched by us without cookies, referrer or the reader's
 * address. The link is the permission; it names a place in a stored message, never an address. Whatever does not turn out to be a
 * picture by its bytes is a 404, like what is not there at all.
 */
export async function serveRemoteImage(request: Request, { now = new Date(), transport = network }: Surroundings = {}): Promise<Response> {
  if (request.method !== "GET") return plain(405, "Only GET is answered here.", { allow: "GET" });
  const token = readRemoteImageToken(new URL(request.url).pathname.split("/")[3] ?? "", now);
  const source = token && (await findSource(token));
  if (!token || !source) return plain(404, "There is no such image, or the link is too old. Open the mail again for a new one.");
  const image = await fetchImage(source, transport);
  if (!image) return plain(404, "The sender's server does not give this image.");
  return new Response(image.bytes as Uint8Array<ArrayBuffer>, {
    headers: {
      "content-type": image.mimeType,
      "content-length": String(image.bytes.length),
      "content-disposition": "inline",
      "x-content-type-options": "nosniff",
      "content-security-policy": "default-src 'none'; sandbox",
      "cross-origin-resource-policy": "same-site",
      "referrer-policy": "no-referrer",
      "cache-control": `private, max-age=${Math.max(0, Math.floor(token.expiresAt - now.getTime() / 1_000))}, immutable`,
    },
  });
}

async function findSource({ tenantId, messageId, index }: RemoteImageToken): Promise<string | undefined> {
  return inTenant(tenantId, SYSTEM, async ({ sql }) => {
    const { rows } = await sql.query<{ html: string | null }>("select html from messages where tenant_id = $1 and id = $2 and deleted_at is null", [
      tenantId,
      messageId,
    ]);
    return remoteImages(rows[0]?.html ?? "")[index];
  });
}

async function fetchImage(url: string, transport: Transport): Promise<{ bytes: Uint8Array; mimeType: string } | null> {
  try {
    const { status, headers, bytes } = await transport({ method: "GET", url, headers: { accept: "image/*" }, timeoutMs: TIMEOUT_MS });
    if (status !== 200) return null;
    const { mimeType } = await sniffFile(bytes, headers["content-type"]);
    return DRAWN.test(mimeType) ? { bytes, mimeType } : null;
  } catch (error) {
    if (error instanceof TransportError) return null;
    throw error;
  }
}

function plain(status: number, text: string, headers: Record<string, string> = {}): Response {
  return new Response(text, { status, headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store", ...headers } });
}
