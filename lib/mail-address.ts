import { normaliseEmail } from "./normalise-email";
import type { MailAddress } from "./schemas/mail";

/**
 * The form in which two addresses are the same mailbox's: lower case, the domain in ASCII (a host name in two spellings is one host).
 * Dots and +tags stay: whether they mean anything is their server's affair.
 */
export function addressKey(address: string): string {
  const plain = normaliseEmail(address) ?? address.normalize("NFKC").trim().toLowerCase();
  const at = plain.lastIndexOf("@");
  return at < 0 ? plain : `${plain.slice(0, at)}@${asciiDomain(plain.slice(at + 1))}`;
}

function asciiDomain(domain: string): string {
  // URL knows IDNA in the browser and on the server alike; a domain it does not take (a literal, a single label with odd signs) stays.
  return /^[^/?#:@\\[\]]+$/.test(domain) && URL.canParse(`http://${domain}`) ? new URL(`http://${domain}`).hostname : domain;
}

/** Whether an address is one of these mailboxes (given by their keys), with or without a +tag of its own. */
export function isMailboxOf(mailboxes: ReadonlySet<string>, address: string): boolean {
  const key = addressKey(address);
  return mailboxes.has(key) || mailboxes.has(key.replace(/\+[^@]*@/, "@"));
}

/** `Name <address>` or a bare address as a person types it. Null for anything else; no line break gets through into a header. */
export function parseMailAddress(text: string): MailAddress | null {
  const [, name = "", bracketed] = /^\s*([^<>]*?)\s*<([^<>]+)>\s*$/.exec(text) ?? [];
  const address = normaliseEmail(bracketed ?? text);
  if (address === null || /\p{Cc}/u.test(name)) return null;
  return { address, name: name.replace(/^"(.*)"$/, "$1").trim() || null };
}
