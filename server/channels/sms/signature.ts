import { createHash, createHmac } from "node:crypto";
import type { RawRequest } from "@/server/channels/contract";
import { isSameSecret } from "@/server/channels/shared/same-secret";
import { RETRIES } from "./webhook-address";

/**
 * Whether X-Twilio-Signature fits: base64 of HMAC-SHA1 over the address as Twilio was told it, followed by every form field, sorted by
 * name, as name and value. A JSON body is not in it but by its hash in the query. Source: twilio-node 5, webhooks.ts, read 2026-11-21.
 */
export function isTwilioSignature(request: RawRequest, authToken: string): boolean {
  const given = request.headers["x-twilio-signature"];
  if (!given || !fitsBodyHash(request)) return false;
  const fields = formOf(request);
  return addressesOf(request.url).some((url) =>
    isSameSecret(
      given,
      createHmac("sha1", authToken)
        .update(url + fields)
        .digest("base64"),
    ),
  );
}

function fitsBodyHash({ query, rawBody }: RawRequest): boolean {
  const hash = query.bodySHA256;
  return hash === undefined || isSameSecret(hash.toLowerCase(), createHash("sha256").update(rawBody).digest("hex"));
}

/** All fields, also empty and unknown ones; a repeated one with its different values in order. */
function formOf({ method, headers, rawBody }: RawRequest): string {
  const isForm = headers["content-type"]?.startsWith("application/x-www-form-urlencoded") ?? false;
  if (method !== "POST" || !isForm) return "";
  const form = new URLSearchParams(new TextDecoder().decode(rawBody));
  const names = [...new Set(form.keys())].sort();
  return names
    .map((name) =>
      [...new Set(form.getAll(name))]
        .sort()
        .map((value) => name + value)
        .join(""),
    )
    .join("");
}

/** Twilio signs with or without the usual port, and it is not said whether with what stands behind the #. */
function addressesOf(url: string): string[] {
  const withPort = url.replace(
    /^(https?):\/\/([^/:?#]+)(?=[/?#]|$)/,
    (_all, scheme: string, host: string) => `${scheme}://${host}:${scheme === "https" ? 443 : 80}`,
  );
  const withoutPort = url.replace(/^(https?:\/\/[^/:?#]+):\d+/, "$1");
  return [...new Set([url, withPort, withoutPort])].flatMap((address) => [address, address + RETRIES]);
}
