import { createHmac, timingSafeEqual } from "node:crypto";

/** HMAC-SHA256, as lower-case hex, of the visitor's id with the channel's identity secret: what the business's server puts in its page. */
export function signIdentity(id: string, secret: string): string {
  return createHmac("sha256", secret).update(id, "utf8").digest("hex");
}

/** Whether the business vouches for this id; compared in constant time. */
export function isSignedBy(id: string, signature: string, secret: string): boolean {
  const given = Buffer.from(signature, "hex");
  const expected = Buffer.from(signIdentity(id, secret), "hex");
  // Buffer.from stops at the first character that is not hex: the length tells.
  return signature.length === expected.length * 2 && given.length === expected.length && timingSafeEqual(given, expected);
}
