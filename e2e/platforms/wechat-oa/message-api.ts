import { type Answer, type Call, text } from "../shared/http";
import { checkMessage } from "./check-send";
import { spendAnswer } from "./person-acts";
import type { Platform } from "./platform";
import { OK, refuse } from "./refusals";
import { type Account, findPerson, type Message, now, random, type Thread, TROUBLES, threadOf } from "./world";

const TYPING_MS = 15_000;
const TYPING_AFTER_ACT_MS = 30_000;
const MAX_SENDS_A_SECOND = 50;

type Fields = Record<string, unknown>;

/** POST /cgi-bin/message/custom/send: the same checks in the same codes as the platform. */
export function sendMessage(platform: Platform, account: Account, call: Call): Answer {
  const body = read(call);
  if (typeof body === "string") return refuse(body);
  const trouble = account.trouble && TROUBLES[account.trouble];
  if (trouble) return refuse(trouble);
  if (isTooOften(platform, account)) return refuse("45011");
  const found = findThread(platform, account, text(body.touser));
  if (typeof found === "string") return refuse(found);
  const mediaOf = (id: string, kind: string) => {
    const file = platform.control.take("lose-media") ? null : platform.media.find(id, now(platform.world));
    return file?.kind === kind ? file : null;
  };
  const problem = checkMessage(body, (id, kind) => mediaOf(id, kind) !== null) ?? (platform.control.take("refuse") ? "48002" : spendAnswer(platform, found));
  if (problem) return refuse(problem);
  found.messages.push(bubble(platform, body));
  found.typingUntil = 0;
  platform.changed();
  // Done, but nobody will hear of it: the caller's clock runs out.
  return platform.control.take("timeout") ? null : OK;
}

/** A writer of JSON that escapes what is not ASCII is found out here, as there. */
function read(call: Call): Fields | string {
  const raw = call.body.toString();
  if (/\\u(?!00[01])[0-9a-f]{4}/i.test(raw)) return "40033";
  try {
    return JSON.parse(raw) as Fields;
  } catch {
    return "47001";
  }
}

const sends = new WeakMap<Account, number[]>();

function isTooOften({ world }: Platform, account: Account): boolean {
  const at = now(world);
  const recent = (sends.get(account) ?? []).filter((sent) => sent > at - 1000);
  sends.set(account, [...recent, at]);
  return recent.length >= MAX_SENDS_A_SECOND;
}

function findThread(platform: Platform, account: Account, openId: string): Thread | string {
  const person = findPerson(platform.world, account.appId, openId);
  if (!person) return "40003";
  const thread = threadOf(platform.world, account.appId, person.id);
  return thread.isFollowing ? thread : "43004";
}

function bubble(platform: Platform, body: Fields): Message {
  const type = text(body.msgtype);
  const content = body[type] as { content?: string; media_id?: string; head_content?: string; list?: { id: string; content: string }[]; tail_content?: string };
  const file = content.media_id ? platform.media.find(content.media_id, now(platform.world)) : null;
  return {
    id: random("out-", 9),
    from: "account",
    at: now(platform.world),
    text: content.content ?? [content.head_content, content.tail_content].filter(Boolean).join("\n"),
    media: file && { url: platform.media.linkTo(content.media_id ?? ""), type, name: file.name },
    ...(content.list ? { buttons: content.list.map(({ id, content: title }) => ({ title, payload: id })) } : {}),
  };
}

/** POST /cgi-bin/message/custom/typing. */
export function showTyping(platform: Platform, account: Account, call: Call): Answer {
  const body = read(call);
  if (typeof body === "string") return refuse(body);
  const found = findThread(platform, account, text(body.touser));
  if (typeof found === "string") return refuse(found);
  const at = now(platform.world);
  if (body.command !== "Typing" && body.command !== "CancelTyping") return refuse("45072");
  if (at - found.lastActAt > TYPING_AFTER_ACT_MS) return refuse("45080");
  const isTyping = body.command === "Typing";
  if (isTyping && found.typingUntil > at) return refuse("45081");
  found.typingUntil = isTyping ? at + TYPING_MS : 0;
  platform.changed();
  return OK;
}
