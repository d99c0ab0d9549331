import { randomUUID } from "node:crypto";
import { type Answer, text } from "../shared/http";
import { invalidBody, ok, refused } from "./answers";
import { faultsOf } from "./check-messages";
import type { Method } from "./platform";
import { chatOf, type Message, newQuoteToken, nextId, now, REPLY_TOKEN_LIFE_MS, RETRY_KEY_LIFE_MS, type SentMessage } from "./world";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** POST /v2/bot/message/reply: once, within a minute, free of charge. */
export function reply(method: Method): Answer {
  const { platform, account, body } = method;
  const { world, control } = platform;
  if (method.headers["x-line-retry-key"] !== undefined) return refused(400, "The retry key is not supported by this endpoint");
  const token = world.replyTokens.find(({ value, channelId }) => value === text(body.replyToken) && channelId === account.channelId);
  const isGood = token && !token.isUsed && now(world) - token.at < REPLY_TOKEN_LIFE_MS && !control.take("expired-token");
  if (!isGood) return refused(400, "Invalid reply token");
  const faults = faultsOf(body.messages, platform.options.isLocalAllowed === true);
  if (faults.length > 0) return invalidBody(faults);
  return finish(method, () => {
    token.isUsed = true;
    return ok({ sentMessages: post(method, token.chatId) });
  });
}

/** POST /v2/bot/message/push: to a friend or a group, counted; a retry key makes it one for a day. */
export function push(method: Method): Answer {
  const { platform, account, body, headers } = method;
  const { world } = platform;
  const key = headers["x-line-retry-key"];
  if (key !== undefined && !UUID.test(String(key))) return refused(400, "The retry key is not a UUID");
  const before = account.taken[String(key)];
  if (before && now(world) - before.at < RETRY_KEY_LIFE_MS) return alreadyTaken(before);
  const faults = faultsOf(body.messages, platform.options.isLocalAllowed === true);
  if (faults.length > 0) return invalidBody(faults);
  const to = text(body.to);
  const person = world.people.find(({ id }) => id === to);
  const group = world.groups.find(({ id }) => id === to);
  if (!person && !group) return refused(400, "The property, 'to', in the request body is invalid (line: -, column: -)");
  if (group && !group.accounts.includes(account.channelId)) return refused(404, "Not found");
  const isFriend = person?.friends.includes(account.channelId);
  const isBlocked = person?.blocked.includes(account.channelId);
  if (person && !isFriend && !isBlocked) return refused(404, "Not found");
  const { quota } = account;
  if (quota.limit !== null && quota.used >= quota.limit) return refused(429, "You have reached your monthly limit.");
  return finish(method, () => {
    quota.used += 1;
    // Whoever blocked the account gets nothing, and nobody is told.
    const sentMessages = isBlocked ? [{ id: nextId(world), quoteToken: newQuoteToken() }] : post(method, to);
    const requestId = randomUUID();
    if (key !== undefined) account.taken[String(key)] = { at: now(world), requestId, sentMessages };
    return ok({ sentMessages });
  });
}

function alreadyTaken({ requestId, sentMessages }: { requestId: string; sentMessages: SentMessage[] }): Answer {
  return { status: 409, headers: { "x-line-accepted-request-id": requestId }, body: { message: "The retry key is already accepted", sentMessages } };
}

/** Does what was asked, or loses it, or loses only the answer. */
function finish({ platform: { control, changed } }: Method, run: () => NonNullable<Answer>): Answer {
  if (control.take("transient")) return refused(500, "Internal error");
  const done = run();
  changed();
  if (control.take("lost")) return refused(500, "Internal error");
  // Done, but nobody will hear of it: the caller's clock runs out.
  if (control.take("timeout")) return null;
  return done;
}

function post({ platform: { world }, account, body }: Method, chatId: string): SentMessage[] {
  const chat = chatOf(world, account, chatId);
  chat.isLoading = false;
  return (body.messages as Record<string, unknown>[]).map((wire) => {
    const message: Message = {
      id: nextId(world),
      from: "account",
      authorId: account.userId,
      at: now(world),
      type: text(wire.type),
      text: text(wire.text) || text(wire.altText),
      wire,
      ...(wire.type === "text" || wire.type === "image" ? { quoteToken: newQuoteToken() } : {}),
    };
    chat.messages.push(message);
    return { id: message.id, ...(message.quoteToken ? { quoteToken: message.quoteToken } : {}) };
  });
}
