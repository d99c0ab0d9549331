import { SYSTEM } from "@/server/access/actor";
import { isId } from "@/server/db/ids";
import { inTenant } from "@/server/db/in-tenant";
import { type FileToken, readFileToken } from "./attachment-url";
import { cleanFileName } from "./file-name";
import type { Forms } from "./media/needed-forms";
import { storage } from "./open-storage";

/** What a browser may show in place: it draws or plays these and runs nothing in them. Everything else is a download. */
const SHOWN = /^(image\/(png|jpeg|gif|webp|avif|bmp|x-icon|heic)|audio\/[\w.+-]+|video\/[\w.+-]+|text\/plain)$/;

interface StoredFile {
  name: string | null;
  mime_type: string | null;
  size_bytes: number;
  storage_key: string;
}

/**
 * GET /api/files/<token>: an attachment's bytes for whoever has a link that is still good; whole or the range asked for (players
 * need ranges). The link is the permission. A bad, old or foreign one is a 404 like one that never was.
 */
export async function serveFile(request: Request, now = new Date()): Promise<Response> {
  if (request.method !== "GET" && request.method !== "HEAD") return plain(405, "Only GET is answered here.", { allow: "GET, HEAD" });
  const token = readFileToken(new URL(request.url).pathname.split("/")[3] ?? "", now);
  const file = token && (await findFile(token));
  if (!token || !file) return plain(404, "There is no such file, or the link is too old. Reload the page for a new one.");
  const headers = fileHeaders(file, Math.floor(token.expiresAt - now.getTime() / 1_000));
  const etag = headers.get("etag") ?? "";
  if (request.headers.get("if-none-match") === etag) return new Response(null, { status: 304, headers });
  // A range of another version's bytes must not be glued to this one's.
  const asked = request.headers.get("if-range") ?? etag;
  const range = asked === etag ? readRange(request.headers.get("range"), file.size_bytes) : "whole";
  if (range === "unsatisfiable") return plain(416, "This range lies outside the file.", { "content-range": `bytes */${file.size_bytes}` });
  return respond(request, { file, headers, range });
}

async function respond(request: Request, found: { file: StoredFile; headers: Headers; range: ByteRange | "whole" }): Promise<Response> {
  const { file, headers, range } = found;
  const lengthBytes = range === "whole" ? file.size_bytes : range.end - range.start + 1;
  headers.set("content-length", String(lengthBytes));
  if (range !== "whole") headers.set("content-range", `bytes ${range.start}-${range.end}/${file.size_bytes}`);
  const status = range === "whole" ? 200 : 206;
  if (request.method === "HEAD") return new Response(null, { status, headers });
  const bytes = range === "whole" ? await storage().read(file.storage_key) : await storage().readRange(file.storage_key, range);
  if (!bytes) return plain(404, "The file is not in the store any more.");
  return new Response(bytes as Uint8Array<ArrayBuffer>, { status, headers });
}

async function findFile({ tenantId, attachmentId, form }: FileToken): Promise<StoredFile | null> {
  if (!isId(tenantId) || !isId(attachmentId)) return null;
  return inTenant(tenantId, SYSTEM, async ({ sql }) => {
    const { rows } = await sql.query<StoredFile & { forms: Forms }>(
      `select a.name, a.mime_type, a.size_bytes, a.storage_key, a.forms from attachments a join messages m on m.tenant_id = a.tenant_id and m.id = a.message_id
        where a.tenant_id = $1 and a.id = $2 and a.state = 'stored' and m.deleted_at is null`,
      [tenantId, attachmentId],
    );
    const [file] = rows;
    if (!file || !form) return file ?? null;
    const made = file.forms[form];
    return made ? { name: file.name, mime_type: made.mimeType, size_bytes: made.sizeBytes, storage_key: made.key } : null;
  });
}

/** A stranger's file comes from our own origin: whatever is in it, it must not run there. */
function fileHeaders(file: StoredFile, maxAgeSeconds: number): Headers {
  const isShown = SHOWN.test(file.mime_type ?? "");
  const type = isShown ? (file.mime_type ?? "") : "application/octet-stream";
  return new Headers({
    "content-type": type === "text/plain" ? "text/plain; charset=utf-8" : type,
    "content-disposition": disposition(isShown ? "inline" : "attachment", file.name),
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; media-src 'self'; img-src 'self'; style-src 'unsafe-inline'; sandbox",
    "cross-origin-resource-policy": "cross-origin",
    "referrer-policy": "no-referrer",
    "cache-control": `private, max-age=${Math.max(0, maxAgeSeconds)}, immutable`,
    "accept-ranges": "bytes",
    etag: `"${file.storage_key.slice(-64)}"`,
  });
}

/** The name twice: plain for old programs, percent-encoded UTF-8 for the rest. RFC 6266, section 4.3 */
function disposition(how: "inline" | "attachment", name: string | null): string {
  const clean = cleanFileName(name);
  const ascii = clean.replace(/[^\x20-\x7e]|["\\]/g, "_");
  const encoded = encodeURIComponent(clean).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return `${how}; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}

interface ByteRange {
  start: number;
  end: number;
}

/** One range of bytes; several at once, other units and nonsense are answered with the whole file. RFC 9110, section 14 */
function readRange(header: string | null, sizeBytes: number): ByteRange | "whole" | "unsatisfiable" {
  const [, from = "", to = ""] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
  if (!from && !to) return "whole";
  const start = from ? Number(from) : Math.max(0, sizeBytes - Number(to));
  const end = from && to ? Math.min(Number(to), sizeBytes - 1) : sizeBytes - 1;
  if (from && to && Number(to) < Number(from)) return "whole";
  return start > end ? "unsatisfiable" : { start, end };
}

function plain(status: number, text: string, headers: Record<string, string> = {}): Response {
  return new Response(text, { status, headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store", ...headers } });
}
