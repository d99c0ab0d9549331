import { createHmac } from "node:crypto";
import { isSameSecret } from "@/server/channels/shared/same-secret";
import type { ParsedCredentials } from "../payload";
import { type Bringer, textOf } from "./bringer";
import { readForm } from "./form";

/*
 * A route of Mailgun's that forwards (documentation.mailgun.com, "Receiving, Forwarding and Storing Messages", read 2026-11). It posts
 * the raw mail, as `body-mime`, to addresses that end in "mime".
 */

/** How old a signature may be. Within that time the same mail again is the same Message-ID, and nothing happens. */
const MAX_AGE_S = 300;

export const mailgun: Bringer<Extract<ParsedCredentials, { via: "mailgun" }>> = {
  /** It takes 406 as "never again", and tries for eight hours after anything else. */
  unreadable: 406,

  verify({ rawBody }, { signingKey }) {
    const form = readForm(Buffer.from(rawBody));
    const [timestamp, token, signature] = [textOf(form, "timestamp"), textOf(form, "token"), textOf(form, "signature")];
    const expected = createHmac("sha256", signingKey).update(`${timestamp}${token}`).digest("hex");
    if (!timestamp || !token || !isSameSecret(signature ?? "", expected)) return { kind: "refused", reason: "the signature is missing or wrong" };
    const ageS = Math.abs(Date.now() / 1_000 - Number(timestamp));
    return ageS <= MAX_AGE_S ? { kind: "ok" } : { kind: "refused", reason: "the signature is older than five minutes" };
  },

  unwrap(body) {
    const form = readForm(body);
    const raw = form.get("body-mime");
    if (!raw) throw new Error("Mailgun sent no raw mail. Let the route's address end in ?format=mime.");
    return { raw, from: textOf(form, "sender"), to: textOf(form, "recipient") };
  },
};
