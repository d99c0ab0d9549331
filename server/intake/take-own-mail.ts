import type { InboundEvent, InboundMail, InboundMessage } from "@/server/channels/contract";
import { chooseConversation } from "@/server/conversations/choose-conversation";
import { chooseMailConversation } from "./choose-mail-conversation";
import type { Fold, Taken } from "./fold";
import { channelOf, identify, type Person } from "./identify";
import { mailKey } from "./mail-key";
import { isOurs } from "./mail-world";
import { addExternal } from "./message-rows";
import { nameThread } from "./name-thread";
import { noteMail } from "./note-mail";
import { settleOwn } from "./take-echo";
import { beginConversation, factsOf, findEarlier } from "./take-message";
import { type MailHead, mailHead, weighMail } from "./weigh-mail";
import type { ChannelFacts, Conversation, LaneItem } from "./world";

type Echo = Extract<InboundEvent, { type: "echo" }>;

/**
 * A mail whose sender is one of our own mailboxes and that Parley did not send: somebody of ours wrote it in a mail program. To a
 * customer it is an answer that was given elsewhere. Between two of our mailboxes it is nobody's message: no mailbox of ours becomes
 * a customer, and two that answer each other come to an end here.
 */
export function takeOwnMail(fold: Fold, item: LaneItem, { event, mail }: { event: InboundMessage; mail: InboundMail }): Taken {
  const to = [...mail.to, ...mail.cc, ...mail.bcc].find(({ address }) => !isOurs(fold.mail, address));
  if (!to) return { reason: "between mailboxes of our own" };
  // Our name on it would end a customer's waiting: it is not believed where the domain itself denies it.
  if (mail.authentication?.dmarc === "fail") return { reason: "claims to come from a mailbox of ours, and its domain denies it" };
  const { subject, text, fullText, html, attachments } = event;
  const party = { scope: event.from.scope, value: to.address, email: to.address, ...(to.name && { name: to.name }) };
  const echo: Echo = { type: "echo", externalId: event.externalId ?? item.dedupKey, to: party, clientRef: null, subject, text, fullText, html, attachments };
  return takeMailEcho(fold, item, { event: echo, mail });
}

/** Our side's own mail: the copy of one that Parley sent, which proves that it left; or one written elsewhere, which the thread must show. */
export function takeMailEcho(fold: Fold, item: LaneItem, { event, mail }: { event: Echo; mail: InboundMail }): Taken {
  if (findEarlier(fold, item)) return { reason: "known already" };
  const known = fold.mail.mails.get(mailKey(event.externalId));
  if (known) {
    const delivery = fold.deliveriesByMessage.get(known.id);
    return delivery ? settleOwn(fold, delivery, mailKey(event.externalId)) : { reason: "known already" };
  }
  const channel = channelOf(fold, item.channelId);
  const to = identify(fold, channel, event.to);
  const head = { ...mailHead(fold, mail, { sender: mail.from.address, contactId: null }), key: mailKey(event.externalId), isOurSide: true };
  const conversation = conversationFor(fold, { head, item, channel, to });
  const message = addExternal(
    fold,
    { item, conversation, to },
    {
      externalId: head.key,
      text: event.text ?? null,
      fullText: event.fullText ?? null,
      html: event.html ?? null,
      mail: factsOf(mail),
      attachments: event.attachments,
    },
  );
  noteMail(fold, { head, message });
  fold.mail.untouched.delete(conversation.id);
}

interface Written {
  head: MailHead;
  item: LaneItem;
  channel: ChannelFacts;
  to: Person;
}

/** What our side says elsewhere wakes nobody: it joins its thread's conversation as that stands. */
function conversationFor(fold: Fold, { head, item, channel, to }: Written): Conversation {
  const choice = chooseMailConversation(weighMail(fold, head));
  const joined = choice.kind === "join" ? fold.conversationsById.get(choice.conversationId) : undefined;
  const subject = head.subject || null;
  const isOutside = choice.kind === "begin" && choice.why !== "no-thread";
  if (!joined)
    return beginConversation(fold, {
      lane: { channelId: item.channelId, threadKey: nameThread(fold, item, { key: head.key, isOutside }) },
      party: to,
      subject,
    });
  const isOver = chooseConversation(joined, { now: fold.now, reopenDays: channel.reopenDays }) === "begin";
  if (!isOver) return joined;
  return beginConversation(fold, { lane: { channelId: joined.channelId, threadKey: joined.threadKey }, party: to, subject });
}
