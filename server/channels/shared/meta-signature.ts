import { createHmac } from "node:crypto";
import { isSameSecret } from "./same-secret";

/**
 * Whether `X-Hub-Signature-256` fits the untouched bytes. Meta signs the body as sent, with non-ASCII as \uXXXX, so a
 * body that was parsed and written again no longer fits. The legacy SHA-1 header is not accepted.
 * Source: developers.facebook.com/docs/messenger-platform/webhooks, "Validate payloads", as of 2026-09.
 */
export function isMetaSignature(rawBody: Uint8Array, header: string | undefined, appSecret: string): boolean {
  const expected = `sha256=${createHmac("sha256", appSecret).update(rawBody).digest("hex")}`;
  return isSameSecret(header ?? "", expected);
}

/**
 * The payload of a `signed_request` (deauthorise callback): base64url(HMAC-SHA256(app secret, payload)).payload.
 * Null when the signature does not fit.
 */
export function readSignedRequest(signedRequest: string, appSecret: string): Uint8Array | null {
  const [signature = "", payload = ""] = signedRequest.split(".");
  const expected = createHmac("sha256", appSecret).update(payload).digest("base64url");
  return isSameSecret(signature, expected) ? Buffer.from(payload, "base64url") : null;
}
