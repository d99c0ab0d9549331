import type { InboundAttachment, InboundMail } from "@/server/channels/contract";
import { findForward } from "./quotes/find-forward";
import { cleanAddress } from "./read-addresses";

export interface Forwarded {
  /** Whose mail is passed on, where the text tells. */
  block: InboundMail["forwarded"] | null;
}

/** How programs mark the subject of a mail that is passed on. */
const SUBJECT = /^\s*(?:\[[^\]]*\]\s*)?(?:fwd?|wg|tr|rv|enc|i|pd|vs|vb|vl|doorst|ilt|yml|пер|fs|转发|轉寄|轉發|转寄|転送|전달)\s*[:：]/i;

/**
 * Whether a mail passes another one on: its text says so, or shows another's head under a subject that does, or that mail is attached
 * under such a subject. A subject alone changes nothing.
 */
export function readForwarded(text: string, { subject, attachments }: { subject: string; attachments: InboundAttachment[] }): Forwarded | null {
  const found = findForward(text);
  const isMarked = SUBJECT.test(subject);
  const address = found?.from.address ? cleanAddress(found.from.address) : null;
  if (found && address && (found.isNamed || isMarked)) return { block: { from: { address, name: found.from.name }, date: found.date, subject: found.subject } };
  return isMarked && attachments.some(({ mimeType }) => mimeType === "message/rfc822") ? { block: null } : null;
}
