import type { InboundEvent, InboundItem, RawRequest, Verification } from "@/server/channels/contract";
import { credentialsSchema, type EmailCredentials, type Via } from "../payload";
import { readMail } from "../reading/read-mail";
import type { Bringer, Brought } from "./bringer";
import { mailgun } from "./mailgun";
import { postmark } from "./postmark";
import { sendgrid } from "./sendgrid";

const SERVICES = new Map<string, Bringer<never>>(Object.entries({ mailgun, sendgrid, postmark }));

/** The service that brings a mailbox's mails; undefined where they are fetched. */
export const serviceOf = (via: string | undefined): Bringer<EmailCredentials> | undefined => SERVICES.get(via ?? "") as Bringer<EmailCredentials> | undefined;

/** Whether the service of the channel has posted it. */
export function verifyBrought(request: RawRequest, given: unknown): Verification {
  const credentials = credentialsSchema.safeParse(given).data;
  const service = serviceOf(credentials?.via);
  if (!credentials || !service || request.method !== "POST") return { kind: "refused", reason: "nobody is waiting for this" };
  return service.verify(request, credentials);
}

/** The posted mail as the one item it is. Throws a sentence where the service posts something else. */
export function readBrought(body: Uint8Array, via: Via, address: string): InboundItem {
  const item = readMail(unwrapped(body, via) ?? body, { receivedAt: undefined, isBeginning: false, mailbox: { address, imapHost: null } });
  return { ...item, event: withWrapping(item.event, via) };
}

/** The mail in what a service posted, below what a delivering server writes on top of it; null for what is none of theirs. Throws like `unwrap`. */
export function unwrapped(body: Uint8Array, via: string | undefined): Buffer | null {
  const service = serviceOf(via);
  return service ? delivered(service.unwrap(Buffer.from(body.buffer, body.byteOffset, body.byteLength))) : null;
}

/** The mail as it came, in a body of which nobody knows any more who posted it; null where the body is a mail itself, which begins with a field. */
export function mailWithin(body: Uint8Array): Buffer | null {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (!/^(\{|--|[\w%-]+=)/.test(bytes.toString("latin1", 0, 100))) return null;
  for (const { unwrap } of SERVICES.values()) {
    try {
      return unwrap(bytes).raw;
    } catch {
      // Another one's form.
    }
  }
  return null;
}

/** The envelope, where servers leave it: what reads the mail looks for it there (RFC 5321, section 4.4). */
function delivered({ raw, from, to }: Brought): Buffer {
  const lines = [...(from === null ? [] : [`Return-Path: <${oneLine(from)}>`]), ...(to ? [`Delivered-To: ${oneLine(to)}`] : [])];
  return Buffer.concat([Buffer.from(lines.map((line) => `${line}\r\n`).join("")), raw]);
}

const oneLine = (text: string): string => text.replace(/[\p{Cc}<>]/gu, "").slice(0, 400);

/** Its files lie in what was posted, not in a mail that is kept by itself. */
function withWrapping(event: InboundEvent, via: Via): InboundEvent {
  if (event.type !== "message" && event.type !== "echo") return event;
  return { ...event, attachments: event.attachments.map((file) => (file.source ? { ...file, source: { ...file.source, via } } : file)) };
}
