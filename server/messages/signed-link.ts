import { createHmac, timingSafeEqual } from "node:crypto";
import { required } from "@/lib/env";

/** Half of an HMAC-SHA256: 128 bits nobody guesses, in a link that stays short. */
const MAC_BYTES = 16;
const HOUR_S = 3_600;

/** What may stand in a link: `use` keeps a link of one use from being good for another. */
export function signLink(use: string, body: Buffer): string {
  return Buffer.concat([body, mac(use, body)]).toString("base64url");
}

/** The body of a link of ours for this use; null for any other text. */
export function openLink(use: string, token: string, bodyBytes: number): Buffer | null {
  const bytes = Buffer.from(token, "base64url");
  if (bytes.length !== bodyBytes + MAC_BYTES) return null;
  const body = bytes.subarray(0, bodyBytes);
  return timingSafeEqual(mac(use, body), bytes.subarray(bodyBytes)) ? body : null;
}

/**
 * When a link made now ends, in seconds since 1970: `hours` on and one less at most, by default one to two. Rounded to the hour, so
 * that the same thing has the same link for an hour and stays in the browser's cache.
 */
export function linkEnd(now: Date, hours = 2): number {
  return (Math.floor(now.getTime() / 1_000 / HOUR_S) + hours) * HOUR_S;
}

/** An id as its 16 bytes. */
export function idBytes(id: string): Buffer {
  return Buffer.from(id.replaceAll("-", ""), "hex");
}

/** The id whose 16 bytes these are. */
export function idFrom(bytes: Buffer): string {
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function mac(use: string, body: Buffer): Buffer {
  return createHmac("sha256", required("APP_SECRET")).update(`${use}\0`).update(body).digest().subarray(0, MAC_BYTES);
}
