import type { AppCredentials, RawRequest } from "@/server/channels/contract";
import { signedRequestSchema } from "./meta-payload";
import { readSignedRequest } from "./meta-signature";
import { parseJson } from "./parse-json";

/** What a callback about a person says, and which of our apps it is for. */
export interface SignedRequest {
  userId: string;
  /** In seconds; 0 where it says nothing. */
  issuedAt: number;
  app: AppCredentials;
}

/** The form field of Meta's deauthorise and data-deletion callbacks; null for any other request. */
export function signedRequestOf(request: RawRequest): string | null {
  if (!request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded")) return null;
  return new URLSearchParams(new TextDecoder().decode(request.rawBody)).get("signed_request");
}

/** Null when none of our apps has signed it. Throws on a payload that names nobody. */
export function openSignedRequest(signedRequest: string, apps: AppCredentials[]): SignedRequest | null {
  for (const app of apps) {
    const payload = readSignedRequest(signedRequest, app.appSecret);
    if (!payload) continue;
    const { user_id: userId, issued_at: issuedAt = 0 } = signedRequestSchema.parse(parseJson(payload));
    return { userId, issuedAt, app };
  }
  return null;
}
