import { createHash, randomBytes } from "node:crypto";

/** An unguessable secret for a cookie, a link or a key: 32 random bytes as base64url, 43 characters. */
export function newToken(): string {
  return randomBytes(32).toString("base64url");
}

/** What the database keeps of a secret: sha256 as hex. Enough without salt, because the secret itself is random. */
export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/** Whether a string from outside has the shape of our tokens; anything else is not worth a query. */
export function isToken(value: unknown): value is string {
  return typeof value === "string" && /^[A-Za-z0-9_-]{43}$/.test(value);
}
