import { AUTH_RESULTS, type MailFacts } from "@/lib/schemas/mail";
import type { Field } from "../mime/headers";

type Authentication = NonNullable<MailFacts["authentication"]>;
type Result = (typeof AUTH_RESULTS)[number];

/** Providers whose IMAP and whose receiving hosts have different names. */
const RECEIVING: Record<string, string> = {
  "gmail.com": "google.com",
  "googlemail.com": "google.com",
  "office365.com": "outlook.com",
  "fastmail.com": "messagingengine.com",
  "me.com": "icloud.com",
};

/**
 * What the receiving server found out about the sender (RFC 8601). Anybody can write such a field into a mail: only the topmost one
 * counts, only if it stands above every Received of a foreign server, and only if it names a host of the mailbox's own provider.
 */
export function readAuthentication(fields: readonly Field[], mailbox: { address: string; imapHost: string | null }): Authentication | null {
  const received = fields.find(({ name }) => name === "received");
  const own = new Set(
    [mailbox.address.split("@")[1] ?? "", mailbox.imapHost ?? "", byHost(received?.value ?? "") ?? ""].flatMap((host) => organisation(host) ?? []),
  );
  for (const host of [...own]) own.add(RECEIVING[host] ?? host);
  for (const { name, value } of fields) {
    if (name === "received" && isForeign(value, own)) return null;
    if (name === "authentication-results") return readTrusted(value, own);
  }
  return null;
}

function isForeign(received: string, own: Set<string>): boolean {
  const organised = organisation(byHost(received) ?? "");
  // Inner hops are named by number or not at all.
  return organised !== null && !own.has(organised);
}

function byHost(received: string): string | null {
  return /\bby\s+([^\s;()]+)/i.exec(withoutComments(received))?.[1] ?? null;
}

function readTrusted(value: string, own: Set<string>): Authentication | null {
  const [first = "", ...rest] = withoutComments(value)
    .split(";")
    .map((text) => text.trim());
  // Microsoft leaves the host out and begins with the first result.
  const isNameless = /^(spf|dkim|dmarc)\s*=/i.test(first);
  const host = isNameless ? (own.has("outlook.com") ? "outlook.com" : "") : (first.split(/\s/, 1)[0] ?? "");
  const organised = organisation(host);
  if (!organised || !own.has(organised)) return null;
  const results = isNameless ? [first, ...rest] : rest;
  return { spf: resultOf(results, "spf"), dkim: resultOf(results, "dkim"), dmarc: resultOf(results, "dmarc") };
}

/** Of several signatures one that is good is enough. */
function resultOf(results: string[], method: keyof Authentication): Result | null {
  const found = results.flatMap((text) => {
    const [, name, result = ""] = /^([a-z]+)(?:\/\d+)?\s*=\s*([a-z]+)/i.exec(text) ?? [];
    return name?.toLowerCase() === method ? [known(result.toLowerCase())] : [];
  });
  return found.find((result) => result === "pass") ?? found[0] ?? null;
}

function known(result: string): Result | null {
  if (result === "hardfail") return "fail";
  return AUTH_RESULTS.find((one) => one === result) ?? null;
}

/** Comments stand in each other; a hundred rounds end every real one. */
function withoutComments(value: string): string {
  let text = value.slice(0, 16_384);
  for (let round = 0; round < 100 && /\([^()]*\)/.test(text); round++) text = text.replace(/\([^()]*\)/g, " ");
  return text;
}

/** Names that mean something inside of one network only. */
const INNER = new Set(["internal", "local", "localdomain", "lan", "localhost"]);

/** The registered name above a host ("mx.acme.co.uk" -> "acme.co.uk"); null for addresses, inner names and those of one word. */
function organisation(host: string): string | null {
  const labels = host.toLowerCase().replace(/\.$/, "").split(".");
  const last = labels.at(-1) ?? "";
  if (labels.length < 2 || !/^[a-z][a-z0-9-]*$/.test(last) || labels.includes("") || INNER.has(last)) return null;
  const isNested = last.length === 2 && /^(co|com|net|org|ac|gov|edu|or|ne|go|gob|gv)$/.test(labels.at(-2) ?? "");
  return labels.slice(isNested ? -3 : -2).join(".");
}
