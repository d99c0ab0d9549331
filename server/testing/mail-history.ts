import { addressKey } from "@/lib/mail-address";
import type { MailAddress } from "@/lib/schemas/mail";
import type { InboundMail } from "@/server/channels/contract";
import { NO_MAIL } from "@/server/intake/mail-world";
import { CHANNEL, type Given, Rows } from "./play-history";

/* Mails for tests of the rules, as an adapter reads them, and a tenant with two mailboxes to play them in. */

export const SUPPORT = { ...CHANNEL, id: "support-channel", kind: "email", hasProfiles: false };
export const SALES = { ...SUPPORT, id: "sales-channel" };
export const BOXES = ["support@acme.example", "sales@acme.example"];
export const COLLEAGUE = "rosa@acme.example";

/** A tenant with two mailboxes and a colleague, and nothing in it. `tokens`: what verified tokens name. */
export function mailRows(tokens: { token: string; conversationId: string }[] = []): Rows {
  return new Rows({ channels: [SUPPORT, SALES], mail: { ...NO_MAIL, mailboxes: BOXES, colleagues: [{ address: COLLEAGUE, agentId: "agent-rosa" }], tokens } });
}

export interface GivenMail {
  from?: string;
  to?: string[];
  cc?: string[];
  subject?: string;
  references?: string[];
  tokens?: InboundMail["tokens"];
  text?: string;
  at?: Date;
  box?: typeof SUPPORT;
  automation?: InboundMail["automation"];
  authentication?: InboundMail["authentication"];
  forwarded?: InboundMail["forwarded"];
}

const person = (address: string): MailAddress => ({ address, name: null });

/** A mail's facts as the adapter finds them. */
export function mailFactsOf(id: string, given: GivenMail): InboundMail {
  return {
    messageId: id,
    references: given.references ?? [],
    subject: given.subject ?? "Late parcel",
    from: person(given.from ?? "ana@example.com"),
    replyTo: [],
    to: (given.to ?? ["support@acme.example"]).map(person),
    cc: (given.cc ?? []).map(person),
    bcc: [],
    automation: given.automation ?? "none",
    flags: [],
    authentication: given.authentication ?? null,
    remoteImages: 0,
    tokens: given.tokens ?? [],
    ...(given.forwarded && { forwarded: given.forwarded }),
  };
}

/** A mail that came to a mailbox: its lane is its oldest reference's, as the adapter says. */
export function mail(id: string, given: GivenMail = {}): Given {
  const facts = mailFactsOf(id, given);
  const from = { scope: "email", value: addressKey(facts.from.address), email: facts.from.address };
  const event = { type: "message" as const, externalId: id, from, subject: facts.subject, text: given.text ?? `text of ${id}`, attachments: [], mail: facts };
  return { dedupKey: id, thread: facts.references[0] ?? id, at: given.at, channelId: (given.box ?? SUPPORT).id, event };
}
