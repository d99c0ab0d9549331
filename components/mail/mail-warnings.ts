import type { MailFacts } from "@/lib/schemas/mail";
import { senderCheck } from "./sender-check";

/** What an agent should know before believing or answering a mail. warn: be careful; info: why it stands here. */
export interface MailWarning {
  /** Key under `email.warning`. */
  what: "denied" | "stranger" | "newcomer" | "encrypted" | "newSubject";
  tone: "warn" | "info";
}

/** The warnings of a mail that came in, the gravest first. */
export function mailWarnings({ flags, authentication }: Pick<MailFacts, "flags" | "authentication">): MailWarning[] {
  const warnings: (MailWarning | null)[] = [
    senderCheck(authentication) === "denied" ? { what: "denied", tone: "warn" } : null,
    flags.includes("stranger") ? { what: "stranger", tone: "warn" } : null,
    flags.includes("newcomer") ? { what: "newcomer", tone: "warn" } : null,
    flags.includes("encrypted") ? { what: "encrypted", tone: "info" } : null,
    flags.includes("new-subject") ? { what: "newSubject", tone: "info" } : null,
  ];
  return warnings.filter((warning) => warning !== null);
}
