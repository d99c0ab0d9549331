import { createPublicKey, verify as isSigned, type KeyObject } from "node:crypto";
import * as z from "zod";
import type { ParsedCredentials } from "../payload";
import { type Bringer, textOf } from "./bringer";
import { readForm } from "./form";

/*
 * SendGrid's Inbound Parse with a security policy that signs (twilio.com/docs/sendgrid, "Securing your Parse webhooks", read 2026-11):
 * ECDSA on P-256 over the timestamp and the raw body. `send_raw` posts the mail itself, as `email`.
 */

const SIGNATURE = "x-twilio-email-event-webhook-signature";
const TIMESTAMP = "x-twilio-email-event-webhook-timestamp";

const envelopeSchema = z.looseObject({ from: z.string().optional(), to: z.array(z.string()).optional() });

/** The key as the console shows it: DER in base64. Null when it is none. */
export function readPublicKey(key: string): KeyObject | null {
  try {
    return createPublicKey({ key: Buffer.from(key, "base64"), format: "der", type: "spki" });
  } catch {
    return null;
  }
}

export const sendgrid: Bringer<Extract<ParsedCredentials, { via: "sendgrid" }>> = {
  unreadable: 400,

  verify({ headers, rawBody }, { publicKey }) {
    const key = readPublicKey(publicKey);
    const signature = Buffer.from(headers[SIGNATURE] ?? "", "base64");
    const signed = Buffer.concat([Buffer.from(headers[TIMESTAMP] ?? ""), rawBody]);
    const isGenuine = key !== null && signature.length > 0 && isSigned("sha256", signed, key, signature);
    return isGenuine ? { kind: "ok" } : { kind: "refused", reason: "the signature is missing or wrong" };
  },

  unwrap(body) {
    const form = readForm(body);
    const raw = form.get("email");
    if (!raw) throw new Error("SendGrid sent no raw mail. Switch on “POST the raw, full MIME message” for this host.");
    const { from = null, to = [] } = readEnvelope(textOf(form, "envelope"));
    return { raw, from, to: to[0] ?? null };
  },
};

function readEnvelope(text: string | null): z.output<typeof envelopeSchema> {
  try {
    return envelopeSchema.parse(JSON.parse(text ?? "{}"));
  } catch {
    return {};
  }
}
