import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/*
 * Signing of the Pusher Channels protocol: https://pusher.com/docs/channels/library_auth_reference/auth-signatures/
 * and .../rest-api/#authentication (read 2026-11-21).
 */

export interface AppKeys {
  appId: string;
  key: string;
  secret: string;
}

function hmac(secret: string, text: string): string {
  return createHmac("sha256", secret).update(text).digest("hex");
}

function equals(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

/** Whether `auth` ("key:signature") lets this socket subscribe to the channel. Constant time. */
export function isSubscriptionSigned(app: AppKeys, auth: string, what: { socketId: string; channel: string; channelData?: string }): boolean {
  const text = [what.socketId, what.channel, ...(what.channelData === undefined ? [] : [what.channelData])].join(":");
  return equals(auth, `${app.key}:${hmac(app.secret, text)}`);
}

/** Whether `auth` vouches for the user data of pusher:signin. */
export function isUserSigned(app: AppKeys, auth: string, { socketId, userData }: { socketId: string; userData: string }): boolean {
  return equals(auth, `${app.key}:${hmac(app.secret, `${socketId}::user::${userData}`)}`);
}

const MAX_CLOCK_DIFFERENCE_SECONDS = 600;

/** Checks a call of the HTTP API. Gives null, or the reason it is refused. */
export function apiRefusal(app: AppKeys, request: { method: string; path: string; query: URLSearchParams; body: Buffer }, nowMs: number): string | null {
  const { query, body } = request;
  if (query.get("auth_key") !== app.key) return "unknown auth_key";
  const timestamp = Number(query.get("auth_timestamp"));
  if (!(Math.abs(nowMs / 1000 - timestamp) <= MAX_CLOCK_DIFFERENCE_SECONDS)) return "auth_timestamp too far from now";
  if (body.length > 0 && query.get("body_md5") !== createHash("md5").update(body).digest("hex")) return "body_md5 does not match the body";
  const sorted = [...query.entries()]
    .filter(([name]) => name !== "auth_signature")
    .map(([name, value]) => `${name.toLowerCase()}=${value}`)
    .sort()
    .join("&");
  const expected = hmac(app.secret, [request.method, request.path, sorted].join("\n"));
  return equals(query.get("auth_signature") ?? "", expected) ? null : "wrong auth_signature";
}
