import { isSameSubject } from "@/components/mail/same-subject";
import type { MessageView } from "@/lib/schemas/message";
import { inReadingOrder, isLate, momentOf } from "./thread-cache";

/** What stands in a thread, from top to bottom. */
export type ThreadItem =
  | { type: "day"; key: string; at: number }
  | { type: "unread"; key: string; count: number }
  | { type: "activity"; key: string; message: MessageView }
  | {
      type: "message";
      key: string;
      message: MessageView;
      isFirst: boolean;
      isLate: boolean /** A mail's, where it is not the one above. */;
      subject: string | null;
    };

/** Messages of one author closer than this stand together, under one avatar. */
const GROUP_MS = 5 * 60_000;

/** Above which message the unread line stands, and how many were unread. */
export interface UnreadFrom {
  id: string;
  count: number;
}

interface ThreadView {
  /** As it was when the conversation was opened. */
  unreadFrom: UnreadFrom | null;
  /** The calendar day of an instant, in the reader's zone. */
  dayOf(at: number): string;
  /** The conversation's, which stands above it. */
  subject?: string | null;
}

/** Lays a conversation out: lines between days, the line above what is unread, groups, and late arrivals in their place and marked. */
export function layOutThread(messages: readonly MessageView[], { unreadFrom, dayOf, subject = null }: ThreadView): ThreadItem[] {
  const items: ThreadItem[] = [];
  const ordered = inReadingOrder(messages);
  let previous: MessageView | null = null;
  let newestSeq = 0;
  let subjectAbove = subject;
  for (const message of ordered) {
    const at = momentOf(message);
    const isNewDay = !previous || dayOf(momentOf(previous)) !== dayOf(at);
    if (isNewDay) items.push({ type: "day", key: `day-${dayOf(at)}`, at });
    const isUnreadFrom = message.id === unreadFrom?.id;
    if (unreadFrom && isUnreadFrom) items.push({ type: "unread", key: "unread", count: unreadFrom.count });
    const isFirst = isNewDay || isUnreadFrom || !previous || !isSameGroup(previous, message);
    if (message.kind === "activity") items.push({ type: "activity", key: message.id, message });
    else {
      const changed = changedSubject(message, subjectAbove);
      subjectAbove = changed ?? subjectAbove;
      items.push({ type: "message", key: message.id, message, isFirst, isLate: isLate(message) && isOvertaken(message, ordered, newestSeq), subject: changed });
    }
    newestSeq = Math.max(newestSeq, message.seq);
    previous = message;
  }
  return items;
}

function changedSubject({ mail }: MessageView, above: string | null): string | null {
  return mail && !isSameSubject(mail.subject, above ?? "") ? mail.subject : null;
}

/** Late and out of turn: something stored earlier stands below it. Late but last needs no mark; its time says enough. */
function isOvertaken(message: MessageView, ordered: readonly MessageView[], newestSeq: number): boolean {
  return message.seq > newestSeq && ordered.some((other) => other.seq < message.seq && momentOf(other) > momentOf(message));
}

function isSameGroup(a: MessageView, b: MessageView): boolean {
  return a.kind === b.kind && a.kind !== "note" && a.author.type === b.author.type && a.author.id === b.author.id && momentOf(b) - momentOf(a) < GROUP_MS;
}

/** The message above which the unread line stands: as many inbound messages from the end as were unread. Null for none, or none loaded. */
export function findUnreadFrom(messages: readonly MessageView[], unread: number): UnreadFrom | null {
  if (unread <= 0) return null;
  const inbound = [...messages].sort((a, b) => a.seq - b.seq).filter((message) => message.kind === "inbound");
  const first = inbound.at(-unread) ?? inbound[0];
  return first ? { id: first.id, count: unread } : null;
}
