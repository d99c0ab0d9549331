import { addressKey } from "@/lib/mail-address";
import type { Fold } from "./fold";
import { listIn, participantsOf } from "./mail-world";
import type { MailHead } from "./weigh-mail";
import type { Message } from "./world";

/** A mail to hundreds makes no hundreds of participants. Ours. */
const MAX_PARTICIPANTS = 40;
/** Of a long chain, its beginning and its end are what other mails name. Ours. */
const MAX_AWAITED = 20;

/** Notes what later mails look for: that this one is here, who takes part now, and which mails it answers that are not here. */
export function noteMail(fold: Fold, { head, message }: { head: MailHead; message: Message }): void {
  const { conversationId } = message;
  const participants = participantsOf(fold.mail, conversationId);
  for (const [address, { name }] of [...head.others].slice(0, MAX_PARTICIPANTS))
    if (!participants.has(address)) participants.set(address, { conversationId, address, name, isNew: true });
  const missing = head.references.filter((reference) => reference !== head.key && !fold.mail.mails.has(reference));
  for (const messageId of missing.length > MAX_AWAITED ? [...missing.slice(0, 1), ...missing.slice(1 - MAX_AWAITED)] : missing)
    addAwaited(fold, { messageId, conversationId, sender: head.sender });
  if (head.key === null) return;
  fold.mail.arrived.add(head.key);
  fold.mail.awaited.delete(head.key);
  // Who comes second under a known Message-ID is not who is meant by it.
  if (!fold.mail.mails.has(head.key))
    fold.mail.mails.set(head.key, {
      messageId: head.key,
      id: message.id,
      conversationId,
      kind: message.kind === "outbound" ? "outbound" : "inbound",
      sender: message.mail ? addressKey(message.mail.from.address) : head.sender,
      subject: head.subject,
    });
}

function addAwaited(fold: Fold, one: { messageId: string; conversationId: string; sender: string }): void {
  const noted = listIn(fold.mail.awaited, one.messageId);
  if (!noted.some(({ conversationId, sender }) => conversationId === one.conversationId && sender === one.sender)) noted.push({ ...one, isNew: true });
}
