import type { InboundEvent, InboundItem, Party, ReplyWindow } from "@/server/channels/contract";
import { objectOf, textOf } from "./read-content";
import { CLOSED_WINDOW, codeWindow } from "./windows";

/** What a message and an event have in common. */
export interface Head {
  account: string | null;
  /** Null where it is about nobody. */
  customer: Party | null;
  providerAt: string | null;
  /** Its own where it has one; of one that has none, made of what it says. */
  key: string;
}

type Fields = Record<string, unknown>;
type Reading = { event: InboundEvent; window?: ReplyWindow | undefined }[];

const READERS = new Map<string, (event: Fields, head: Head) => Reading>([
  ["enter_session", readEntry],
  ["msg_send_fail", readFailure],
  ["session_status_change", readSession],
  ["user_recall_msg", readRecall],
  ["servicer_recall_msg", readRecall],
  ["servicer_status_change", readDuty],
  ["reject_customer_msg_switch_change", readRejection],
]);

/** What WeCom tells beside messages: mostly one item, sometimes one more. */
export function readEvent(event: Fields, head: Head): InboundItem[] {
  const name = textOf(event.event_type) ?? "";
  const readings = READERS.get(name)?.(event, head) ?? ignored(`an event that is not known: ${name.slice(0, 60) || "without a name"}`);
  return readings.map(({ event: happened, window }, index) => ({
    account: head.account,
    thread: head.customer?.value ?? null,
    dedupKey: `event:${head.key}${index > 0 ? `:${index}` : ""}`,
    providerAt: head.providerAt,
    ...(window ? { window } : {}),
    event: happened,
  }));
}

function ignored(reason: string, window?: ReplyWindow): Reading {
  return [{ event: { type: "ignored", reason }, window }];
}

/** The customer opened the chat, perhaps by a link that says where: they have not said anything yet, and may be greeted once. */
function readEntry(event: Fields, { customer }: Head): Reading {
  const window = codeWindow("welcome", textOf(event.welcome_code));
  const channels = objectOf(event.wechat_channels);
  const from = [event.scene, event.scene_param, channels.nickname, channels.shop_nickname].map(textOf).filter((part) => part !== undefined);
  if (!customer) return ignored("somebody came in");
  return [{ event: { type: "notice", notice: "referral", from: customer, detail: from.join(" · ") || null }, window }];
}

/** developer.work.weixin.qq.com/document/path/94670, "message failed to send", read 2026-11-21. */
const FAILURES: Record<string, string> = {
  1: "The customer service account was deleted in WeCom.",
  2: "The app was closed in WeCom.",
  4: "The 48 hours in which WeCom lets an account answer were over. The customer has to write first.",
  5: "The conversation had ended in WeCom. It goes on when the customer writes again.",
  6: "The five answers that WeCom allows for one message were used up. The customer has to write first.",
  8: "The corporation is not verified at WeCom.",
  10: "The customer refuses messages of this account.",
  11: "Nobody of the corporation has ever signed in to WeCom.",
  12: "WeCom does not let this corporation send this type of message.",
};
/** What shuts the whole conversation until the customer writes again; nothing else would tell that they refuse no longer. */
const SHUTTING = ["4", "5", "6", "10"];

/** WeCom took the message, and did not deliver it: told by the id that we gave it, some time later. */
function readFailure(event: Fields, { customer }: Head): Reading {
  const id = textOf(event.fail_msgid);
  const type = textOf(event.fail_type) ?? "0";
  if (!id) return ignored("a failure that names no message");
  const reason = (Object.hasOwn(FAILURES, type) && FAILURES[type]) || "WeCom did not deliver it, and does not say why.";
  const failed: InboundEvent = { type: "status", status: "failed", externalIds: [id], watermark: null, to: customer, reason, code: `fail-${type}` };
  const window = SHUTTING.includes(type) ? CLOSED_WINDOW : undefined;
  return [{ event: failed, window }];
}

/**
 * Who answers: 1 a colleague took the customer from WeCom's queue, 2 passed them on, 4 came back to them; 3 it is over. In none of
 * these the API may write, but for the one message that the code allows.
 */
function readSession(event: Fields, { customer }: Head): Reading {
  const change = textOf(event.change_type) ?? "";
  const code = textOf(event.msg_code);
  if (!customer) return ignored("a session of nobody changed");
  if (change === "3") {
    const isOver: InboundEvent = { type: "ignored", reason: "the conversation has ended in WeCom" };
    return [{ event: isOver, window: CLOSED_WINDOW }, ...farewell(codeWindow("good-bye", code))];
  }
  if (!["1", "2", "4"].includes(change)) return ignored(`a change of session that is not known: ${change.slice(0, 20)}`);
  const detail = textOf(event.new_servicer_userid) ?? textOf(event.old_servicer_userid) ?? null;
  return [
    { event: { type: "notice", notice: "handed-over", from: customer, detail: detail && `WeCom · ${detail}` }, window: CLOSED_WINDOW },
    ...farewell(codeWindow("taken-over", code)),
  ];
}

function farewell(window: ReplyWindow | undefined): Reading {
  return window ? ignored("one more message is allowed", window) : [];
}

function readRecall(event: Fields): Reading {
  const id = textOf(event.recall_msgid);
  return id ? [{ event: { type: "delete", externalId: id } }] : ignored("a recall that names no message");
}

function readDuty(event: Fields): Reading {
  const isOn = textOf(event.status) === "1";
  return ignored(`${textOf(event.servicer_userid)?.slice(0, 64) ?? "a colleague"} is ${isOn ? "on" : "off"} duty in WeCom`);
}

function readRejection(event: Fields): Reading {
  const isRejecting = textOf(event.reject_switch) === "1";
  return ignored(`a colleague ${isRejecting ? "takes no messages of this customer's any more" : "takes this customer's messages again"} in WeCom`);
}
