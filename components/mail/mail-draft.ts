import type { MailAddress, MailRecipients } from "@/lib/schemas/mail";
import { isAddress } from "./recipients";

/** What somebody has changed about where an answer goes; what is not here is as the server says. */
export interface MailDraft {
  replyAll: boolean;
  to?: MailAddress[];
  cc?: MailAddress[];
  bcc?: MailAddress[];
  subject?: string;
}

/** Where an answer to everybody would go, by the server's rules. */
export interface ReplyEnvelope {
  to: MailAddress[];
  cc: MailAddress[];
  subject: string;
}

export interface ReplyMail {
  replyAll: boolean;
  to: MailAddress[];
  cc: MailAddress[];
  bcc: MailAddress[];
  subject: string;
}

export const REPLY_TO_ALL: MailDraft = { replyAll: true };

/** Where the answer goes, as it stands. */
export function replyMail(envelope: ReplyEnvelope, draft: MailDraft): ReplyMail {
  return {
    replyAll: draft.replyAll,
    to: draft.to ?? envelope.to,
    cc: draft.cc ?? (draft.replyAll ? envelope.cc : []),
    bcc: draft.bcc ?? [],
    subject: draft.subject ?? envelope.subject,
  };
}

export type MailProblem = { kind: "nobody" } | { kind: "invalid"; address: string };

/** Why the answer cannot go out yet; null when it can. */
export function mailProblem({ to, cc, bcc }: ReplyMail): MailProblem | null {
  const wrong = [...to, ...cc, ...bcc].find(({ address }) => !isAddress(address));
  if (wrong) return { kind: "invalid", address: wrong.address };
  return to.length === 0 ? { kind: "nobody" } : null;
}

/** For the server: only what was changed, so that it computes the rest when it sends. */
export function mailInput({ replyAll, to, cc, bcc, subject }: MailDraft): MailRecipients {
  const addresses = (list: MailAddress[] | undefined) => list?.map(({ address }) => address);
  return { replyAll, to: addresses(to), cc: addresses(cc), bcc: addresses(bcc), subject: subject?.trim() || undefined };
}
