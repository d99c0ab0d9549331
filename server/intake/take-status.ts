import type { InboundEvent } from "@/server/channels/contract";
import { EXTRA_ID_STEP } from "@/server/messages/claim-delivery";
import { nextStatus } from "@/server/messages/next-status";
import { addTeamLine, type Fold, findTarget, type Taken, touch } from "./fold";
import { channelOf, findPerson } from "./identify";
import { mailKey } from "./mail-key";
import { fitKey } from "./prepare-items";
import { reopen } from "./take-message";
import { currentOf } from "./weigh-mail";
import { type Delivery, happenedAt, type LaneItem, type Message } from "./world";

type Status = Extract<InboundEvent, { type: "status" }>;

/** A receipt: by the platform's ids, or for everything sent to somebody up to an instant. Only ever moves a delivery forward. */
export function takeStatus(fold: Fold, item: LaneItem, event: Status): Taken {
  const awaits: string[] = [];
  for (const externalId of event.externalIds.map(fitKey)) {
    const target = findTarget(fold, item, externalId) ?? mailTarget(fold, externalId);
    const delivery = target && fold.deliveriesByMessage.get(target.id);
    // While the send is running its other parts are not out yet: the receipt waits until the sender has written its end.
    if (!target || delivery?.status === "sending") awaits.push(externalId);
    else if (delivery) reportNamed(fold, item, { delivery, externalId, event });
  }
  if (event.watermark) reportUpTo(fold, item, { until: new Date(event.watermark), event });
  if (awaits.length > 0) return { reason: "unknown target", awaits };
}

/** What became of a mail may be reported to another mailbox than it left from, and in no thread: its Message-ID means the same everywhere. */
function mailTarget(fold: Fold, externalId: string): Message | undefined {
  const known = fold.mail.mails.get(mailKey(externalId));
  return known && fold.messagesById.get(known.id);
}

/** A message that left in parts has arrived when its last part has, and has failed when any of them has. */
function concernsAll(delivery: Delivery, externalId: string, status: Status["status"]): boolean {
  if (status === "failed" || delivery.parts.length < 2) return true;
  // One part may have several ids; the further ones stand in steps above it.
  const call = (part: number) => part % EXTRA_ID_STEP;
  const last = Math.max(...delivery.parts.map(({ part }) => call(part)));
  return delivery.parts.some(({ part, externalId: id }) => id === externalId && call(part) === last);
}

function reportNamed(fold: Fold, item: LaneItem, { delivery, externalId, event }: { delivery: Delivery; externalId: string; event: Status }): void {
  if (concernsAll(delivery, externalId, event.status)) report(fold, item, { delivery, event });
  const until = calledAt(delivery);
  // Those called before it, and not the one itself: of its parts perhaps only the first was seen.
  if (event.isUpTo && until) reportUpTo(fold, item, { until: new Date(until.getTime() - 1), event });
}

/** Compared with the instant before our call: the platform's clock stamps the message during it. */
function reportUpTo(fold: Fold, item: LaneItem, { until, event }: { until: Date; event: Status }): void {
  const person = event.to && findPerson(fold, channelOf(fold, item.channelId), event.to);
  if (!person) return;
  for (const delivery of fold.deliveries) {
    const at = calledAt(delivery);
    const isTheirs = hasLeft(delivery) && delivery.channelId === item.channelId && delivery.identityId === person.identity.id;
    if (isTheirs && at !== null && at <= until) report(fold, item, { delivery, event });
  }
}

/** Not one whose sender is still at it, or comes back to it: called arrived for its first parts, the rest of it would never be sent. */
function hasLeft({ status, parts }: Delivery): boolean {
  if (status !== "unknown") return status === "sent" || status === "delivered";
  const isPartly = parts.some(({ externalId }) => externalId !== null) && parts.some(({ externalId }) => externalId === null);
  return !isPartly;
}

const calledAt = (delivery: Delivery): Date | null => delivery.attemptedAt ?? delivery.sentAt;

function report(fold: Fold, item: LaneItem, { delivery, event }: { delivery: Delivery; event: Status }): void {
  const status = nextStatus(delivery.status, event.status);
  if (status === delivery.status) return;
  const at = happenedAt(item);
  Object.assign(touch(delivery), { status });
  // Read implies delivered, delivered implies sent: the platforms leave steps out.
  if (status !== "failed") delivery.sentAt ??= at;
  if (status === "delivered" || status === "read") delivery.deliveredAt ??= at;
  if (status === "read") delivery.readAt = at;
  if (status === "failed") Object.assign(delivery, { failedAt: at, reason: event.reason ?? null, code: event.code ?? null });
  else Object.assign(delivery, { reason: null, code: null });
  fold.events.push({
    type: "delivery.updated",
    conversationId: delivery.conversationId,
    messageId: delivery.messageId,
    channelId: delivery.channelId,
    data: { status },
  });
  if (status === "failed") askForAttention(fold, delivery, at);
}

/** A mail came back: whoever wrote it believes the customer has it. So the conversation is open again, waits, and says why it is here. */
function askForAttention(fold: Fold, delivery: Delivery, at: Date): void {
  const isMail = fold.messagesById.get(delivery.messageId)?.mail;
  const conversation = isMail ? currentOf(fold, delivery.conversationId) : null;
  if (!conversation) return;
  const { status: previous } = conversation;
  touch(conversation).waitingSince ??= at;
  if (at > conversation.lastActivityAt) conversation.lastActivityAt = at;
  if (previous === "open") return;
  reopen(fold, conversation);
  addTeamLine(fold, conversation, { kind: "activity", activity: { type: "status-changed", status: "open", previous } });
}
