import type { MailFacts } from "@/lib/schemas/mail";

/**
 * What the receiving server's checks come to, for a person. confirmed: the domain vouches for this mail. denied: it says the mail is
 * not from there. partly: one of the older checks is good, or the domain does not say. none: nothing vouches for it. unknown: the
 * server states nothing.
 */
export type SenderCheck = "confirmed" | "denied" | "partly" | "none" | "unknown";

/** DMARC decides where it speaks, for it alone looks at the address that people see; RFC 7489, section 6.6.2 (read 2026-11-21). */
export function senderCheck(authentication: MailFacts["authentication"]): SenderCheck {
  if (!authentication) return "unknown";
  const { spf, dkim, dmarc } = authentication;
  if (dmarc === "pass") return "confirmed";
  if (dmarc === "fail") return "denied";
  if (dkim === "pass" || spf === "pass") return "partly";
  return spf === null && dkim === null ? "unknown" : "none";
}

/** "SPF pass · DKIM pass · DMARC none", for who knows these words. */
export function checkDetails(authentication: MailFacts["authentication"]): string {
  return Object.entries(authentication ?? {})
    .flatMap(([name, result]) => (result ? [`${name.toUpperCase()} ${result}`] : []))
    .join(" · ");
}
