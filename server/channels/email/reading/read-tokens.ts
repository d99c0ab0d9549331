import type { InboundMail } from "@/server/channels/contract";
import { type Field, fieldsOf } from "../mime/headers";

type Token = InboundMail["tokens"][number];

/** 26 bytes in base32; some systems write local parts in lower case, some in capitals. */
const TOKEN = "[a-z2-7]{42}";
const IN_ADDRESS = new RegExp(`[+.=-](${TOKEN})@`, "gi");
const IN_ID = new RegExp(`^(${TOKEN})\\.[^@]*@`, "i");
const IN_BODY = new RegExp(`\\bref:\\s?(${TOKEN})(?![a-z0-9])`, "gi");
/** Everywhere that a relay writes down whom it delivered to. */
const RECIPIENTS = ["to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to", "x-forwarded-to", "x-rcpt-to", "resent-to"];
const MAX_TOKENS = 20;

/** What may be reply tokens of ours, in lower case, each once a place. Whether they are is not asked here. */
export function readTokens(fields: readonly Field[], mail: { references: readonly string[]; bodies: readonly string[] }): Token[] {
  const recipients = [...fieldsOf(fields, ...RECIPIENTS), ...fieldsOf(fields, "received").map(receivedFor)];
  const found: Token[] = [
    ...recipients.flatMap((value) => matches(value, IN_ADDRESS, "recipient")),
    ...mail.references.flatMap((id) => matches(id, IN_ID, "reference")),
    ...mail.bodies.flatMap((body) => matches(body, IN_BODY, "body")),
  ];
  const unique = new Map(found.map((token) => [`${token.place} ${token.token}`, token]));
  return [...unique.values()].slice(0, MAX_TOKENS);
}

function receivedFor(value: string): string {
  return /\bfor\s+(<[^<>]+>|\S+@\S+)/i.exec(value)?.[1] ?? "";
}

function matches(text: string, pattern: RegExp, place: Token["place"]): Token[] {
  const all = pattern.global ? [...text.matchAll(pattern)] : [pattern.exec(text)];
  return all.flatMap((match) => (match?.[1] ? [{ token: match[1].toLowerCase(), place }] : []));
}

/** Whether a Message-ID has the form of those we give. */
export function isOwnForm(messageId: string): boolean {
  return IN_ID.test(messageId);
}
