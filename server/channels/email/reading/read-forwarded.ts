import type { InboundMail } from "@/server/channels/contract";
import { fieldOf } from "../mime/headers";
import { allParts, bytesOf, type Part, readMime } from "../mime/tree";
import { decodeWords } from "../mime/words";
import { findForward } from "../quotes/find-forward";
import { cleanAddress, readAddresses } from "./read-addresses";
import { letterText } from "./read-letter";

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
export function readForwarded(text: string, { subject, root }: { subject: string; root: Part }): Forwarded | null {
  const isMarked = SUBJECT.test(subject);
  const found = findForward(text);
  const address = found?.from.address ? cleanAddress(found.from.address) : null;
  if (found && address && (found.isNamed || isMarked))
    return { block: { from: { address, name: found.from.name }, date: found.date, subject: found.subject, text: found.body, comment: found.comment } };
  const attached = isMarked ? allParts(root).find(({ type }) => type === "message/rfc822") : undefined;
  return attached ? { block: mailIn(attached, text) } : null;
}

function mailIn(attached: Part, comment: string): Forwarded["block"] {
  const { root } = readMime(bytesOf(attached));
  const from = readAddresses(fieldOf(root.fields, "from") ?? "", null)[0];
  if (!from) return null;
  const leaves = allParts(root).filter(({ children }) => children.length === 0);
  const letter = leaves.find(({ type }) => type === "text/plain") ?? leaves.find(({ type }) => type === "text/html");
  const subject = decodeWords(fieldOf(root.fields, "subject") ?? "") || null;
  const words = letter ? letterText(letter).trim() : "";
  return { from, date: fieldOf(root.fields, "date") ?? null, subject, ...(words && { text: words, comment }) };
}
