import type { InboundEvent, InboundItem, ReplyWindow } from "@/server/channels/contract";
import { contentKey } from "@/server/channels/shared/content-key";
import { toInstant } from "@/server/channels/shared/to-instant";
import { wireTable } from "@/server/channels/shared/wire-table";
import { groupOf, senderOf, threadOf } from "./parties";
import { eventSchema, type WireEvent, type WireMessage } from "./payload";
import { readContent } from "./read-content";

/**
 * A reply token is good once and for about a minute (Messaging API reference, "Send reply message"); ten seconds are left for the
 * way. What comes later is pushed, which counts against the month's quota.
 */
const REPLY_SECONDS = 50;
export const REPLY_SCENE = "reply-token";

/** One event of a body as its one item. */
export function readEvent(value: unknown): InboundItem {
  const parsed = eventSchema.safeParse(value);
  if (!parsed.success)
    return { account: null, thread: null, dedupKey: `body:${contentKey(JSON.stringify(value) ?? "")}`, providerAt: null, event: ignored("no event") };
  const event = parsed.data;
  const item = { account: null, thread: threadOf(event.source), dedupKey: keyOf(event), providerAt: toInstant(event.timestamp) };
  const window = windowOf(event);
  return { ...item, ...(window ? { window } : {}), event: toEvent(event) };
}

/** The message's own id where there is one: relayed events may lack the other. Redelivered, both are the same. */
function keyOf(event: WireEvent): string {
  if (event.type === "message" && event.message) return `message:${event.message.id}`;
  if (event.webhookEventId) return `event:${event.webhookEventId}`;
  const { deliveryContext: _again, replyToken: _token, ...lasting } = event;
  return `content:${contentKey(JSON.stringify(lasting))}`;
}

/** In standby another program answers, and there is no token. */
function windowOf({ replyToken, mode }: WireEvent): ReplyWindow | null {
  if (!replyToken || mode === "standby") return null;
  return { scene: REPLY_SCENE, seconds: REPLY_SECONDS, sends: 1, handle: replyToken };
}

/** Events that tell of no message. Health is asked for every few minutes, so what has got better needs no word here. */
const PASSING = wireTable<string>({
  memberJoined: "somebody joined the group",
  memberLeft: "somebody left the group",
  videoPlayComplete: "a video was watched to its end",
  beacon: "a beacon was passed",
  accountLink: "an account was linked",
  membership: "a paid membership changed",
  things: "a LINE Things device spoke",
  delivery: "a notification by phone number was delivered",
  activated: "the account became active again",
  botResumed: "the account was released again",
});

const ACCOUNT = wireTable<string>({
  botSuspended: "LINE has suspended this account. See the LINE Official Account Manager.",
  deactivated: "LINE has switched this account off. See the LINE Official Account Manager.",
});

function toEvent(event: WireEvent): InboundEvent {
  const { type, source } = event;
  const from = senderOf(source);
  if (type === "message") return readMessage(event);
  if (type === "postback") return readPostback(event);
  if (type === "unsend")
    return event.unsend ? { type: "delete", externalId: event.unsend.messageId, isContentGone: true } : ignored("unsend without a message");
  if (ACCOUNT[type]) return { type: "account", status: "action-needed", reason: ACCOUNT[type] };
  if (type === "module") return readModule(event);
  // A follower is a friend, or one again; whoever blocks is none any more. A group takes the account in, or puts it out.
  if (from && type === "follow") return { type: "unblocked", from };
  if (from && type === "unfollow") return { type: "blocked", from };
  const group = groupOf(source);
  if (group && type === "join") return { type: "unblocked", from: group };
  if (group && type === "leave") return { type: "blocked", from: group };
  return ignored(PASSING[type] ?? `an event of the type ${type.slice(0, 60)}`);
}

function readMessage(event: WireEvent): InboundEvent {
  const from = senderOf(event.source);
  if (!from) return ignored("a message of nobody");
  const { message } = event;
  const attachments = message ? readContent(message) : null;
  const group = groupOf(event.source);
  return {
    type: "message",
    externalId: message?.id ?? null,
    from,
    ...(group ? { conversationParty: group } : {}),
    ...(message?.type === "text" && message.text !== undefined ? { text: message.text } : {}),
    attachments: attachments ?? [{ kind: "unsupported", data: { type: message?.type ?? "nothing" } }],
    ...(message?.quotedMessageId ? { replyToExternalId: message.quotedMessageId } : {}),
    ...(message ? handlesOf(message) : {}),
    ...(attachments ? {} : { isUnsupported: true }),
  };
}

/** To quote it, and to mark it read, LINE wants tokens that came with it. */
function handlesOf({ quoteToken, markAsReadToken }: WireMessage): { handles?: Record<string, string> } {
  const handles = { ...(quoteToken ? { quote: quoteToken } : {}), ...(markAsReadToken ? { read: markAsReadToken } : {}) };
  return Object.keys(handles).length > 0 ? { handles } : {};
}

function readPostback({ postback, source }: WireEvent): InboundEvent {
  const from = senderOf(source);
  if (!postback || !from) return ignored("a pressed button without its value");
  if (postback.params && "newRichMenuAliasId" in postback.params) return ignored("another page of the menu was opened");
  const group = groupOf(source);
  // A date that was picked is what the person said; LINE does not send a button's title.
  const picked = Object.values(postback.params ?? {}).find((value) => typeof value === "string");
  return {
    type: "message",
    externalId: null,
    from,
    ...(group ? { conversationParty: group } : {}),
    text: picked ?? postback.data,
    attachments: [],
    postback: { title: picked ?? postback.data, payload: postback.data },
    ...(postback.params ? { referral: { params: postback.params } } : {}),
  };
}

function readModule(event: WireEvent): InboundEvent {
  const isDetached = JSON.stringify(event.module ?? {}).includes('"detached"');
  return isDetached
    ? { type: "account", status: "disconnected", reason: "The account was detached from this program at LINE." }
    : ignored("attached to this program");
}

const ignored = (reason: string): InboundEvent => ({ type: "ignored", reason });
