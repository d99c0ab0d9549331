import { createHmac, timingSafeEqual } from "node:crypto";
import { publicUrl, required } from "@/lib/env";

const HOUR_S = 3_600;

/**
 * A link to an attachment's bytes that anybody may open for one to two hours: platforms and browsers fetch it without a session.
 * Its end is rounded to the hour, so that the same attachment has the same URL for an hour and stays in the browser's cache.
 */
export function attachmentUrl(tenantId: string, attachmentId: string, now: Date): string {
  const expiresAt = (Math.floor(now.getTime() / 1_000 / HOUR_S) + 2) * HOUR_S;
  return `${publicUrl()}/api/files/${sign({ tenantId, attachmentId, expiresAt })}`;
}

export interface FileToken {
  tenantId: string;
  attachmentId: string;
  /** Seconds since 1970. */
  expiresAt: number;
}

/** The token of a link when it is ours and still good; null otherwise. */
export function readFileToken(token: string, now: Date): FileToken | null {
  const bytes = Buffer.from(token, "base64url");
  if (bytes.length !== BODY_BYTES + MAC_BYTES) return null;
  const body = bytes.subarray(0, BODY_BYTES);
  if (!timingSafeEqual(mac(body), bytes.subarray(BODY_BYTES))) return null;
  const expiresAt = body.readUInt32BE(32);
  if (expiresAt * 1_000 <= now.getTime()) return null;
  return { tenantId: toUuid(body.subarray(0, 16)), attachmentId: toUuid(body.subarray(16, 32)), expiresAt };
}

// Two ids, the end, and half of an HMAC-SHA256: 128 bits nobody guesses, in a link that stays short.
const BODY_BYTES = 36;
const MAC_BYTES = 16;

function sign({ tenantId, attachmentId, expiresAt }: FileToken): string {
  const body = Buffer.concat([fromUuid(tenantId), fromUuid(attachmentId), Buffer.alloc(4)]);
  body.writeUInt32BE(expiresAt, 32);
  return Buffer.concat([body, mac(body)]).toString("base64url");
}

function mac(body: Buffer): Buffer {
  // Named, so that no other use of APP_SECRET can be made to sign a file link.
  return createHmac("sha256", required("APP_SECRET")).update("file-link\0").update(body).digest().subarray(0, MAC_BYTES);
}

function fromUuid(id: string): Buffer {
  return Buffer.from(id.replaceAll("-", ""), "hex");
}

function toUuid(bytes: Buffer): string {
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
