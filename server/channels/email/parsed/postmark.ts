import * as z from "zod";
import { parseJson } from "@/server/channels/shared/parse-json";
import { isSameSecret } from "@/server/channels/shared/same-secret";
import type { ParsedCredentials } from "../payload";
import type { Bringer } from "./bringer";

/*
 * Postmark's inbound webhook (postmarkapp.com/developer/webhooks/inbound-webhook, read 2026-11): JSON without a signature, so the address
 * that it calls holds a user and a password of ours. "Include raw email content in JSON payload" adds the mail itself, as `RawEmail`.
 */

const bodySchema = z.looseObject({ RawEmail: z.string().optional(), OriginalRecipient: z.string().optional() });

export const postmark: Bringer<Extract<ParsedCredentials, { via: "postmark" }>> = {
  /** It takes 403 as "never again", and tries ten times after anything else. */
  unreadable: 403,

  verify({ headers }, { webhookUser, webhookPassword }) {
    const given = /^Basic\s+(\S+)$/i.exec(headers.authorization ?? "")?.[1] ?? "";
    const isOurs = isSameSecret(Buffer.from(given, "base64").toString("utf8"), `${webhookUser}:${webhookPassword}`);
    return isOurs ? { kind: "ok" } : { kind: "refused", reason: "the user and password in the address are missing or wrong" };
  },

  unwrap(body) {
    const { RawEmail, OriginalRecipient } = bodySchema.parse(parseJson(body));
    if (!RawEmail) throw new Error("Postmark sent no raw mail. Switch on “Include raw email content in JSON payload” in the stream's settings.");
    return { raw: Buffer.from(RawEmail, "utf8"), from: null, to: OriginalRecipient ?? null };
  },
};
