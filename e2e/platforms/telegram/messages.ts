import { type Answer, text } from "../shared/http";
import { badRequest, forbidden, ok, refused } from "./answers";
import { plainText } from "./plain-text";
import type { Method } from "./platform";
import { REACTIONS } from "./reactions";
import { type Chat, chatOf, type Message, now, type StoredFile, seconds, wireBot, wireChat, wireFile } from "./world";

const MAX_TEXT = 4096;
const MAX_CAPTION = 1024;
const MAX_CALLBACK_BYTES = 64;
const MAX_PHOTO_BYTES = 10 * 1024 * 1024;
const MAX_UPLOAD_BYTES = 50 * 1024 * 1024;

interface Button {
  text: string;
  callback_data?: string;
  url?: string;
}

export function sendText(method: Method): Answer {
  const target = openChat(method);
  if ("status" in target) return target;
  const parsed = plainText(text(method.params.text), text(method.params.parse_mode));
  if (parsed === null) return badRequest("can't parse entities: unexpected markup");
  if (parsed === "") return badRequest("message text is empty");
  if (parsed.length > MAX_TEXT) return badRequest("message is too long");
  return post(method, target, { text: parsed, file: null });
}

export function sendFile(method: Method, field: string): Answer {
  const target = openChat(method);
  if ("status" in target) return target;
  const caption = plainText(text(method.params.caption), text(method.params.parse_mode));
  if (caption === null) return badRequest("can't parse entities: unexpected markup");
  if (caption.length > MAX_CAPTION) return badRequest("message caption is too long");
  const upload = method.uploads.get(field);
  if (!upload) return badRequest(`there is no ${field} in the request`);
  const limit = field === "photo" ? MAX_PHOTO_BYTES : MAX_UPLOAD_BYTES;
  if (upload.bytes.length > limit) return refused(413, "Request Entity Too Large");
  if (upload.bytes.length === 0) return badRequest("file must be non-empty");
  return post(method, target, { text: caption, file: method.platform.files.put(upload) });
}

/** Where an answer may go, or why not. */
export function openChat({ platform: { world }, bot, params }: Method): { chat: Chat; chatId: number } | NonNullable<Answer> {
  const chatId = Number(params.chat_id);
  const moved = world.groups.find((group) => group.id === chatId && group.movedTo !== null);
  if (moved?.movedTo) return refused(400, "Bad Request: group chat was upgraded to a supergroup chat", { migrate_to_chat_id: moved.movedTo });
  if (!wireChat(world, chatId)) return badRequest("chat not found");
  const person = world.people.find((p) => p.id === chatId);
  if (person?.blocked.includes(bot.id)) return forbidden("bot was blocked by the user");
  const chat = chatOf(world, bot, chatId);
  if (person && !chat.hasStarted) return forbidden("bot can't initiate conversation with a user");
  const reply = objectOf(params.reply_parameters);
  const isLost = reply && !chat.messages.some((message) => message.id === Number(reply.message_id));
  if (isLost && reply.allow_sending_without_reply !== true) return badRequest("message to be replied not found");
  return { chat, chatId };
}

function buttonsOf(params: Method["params"]): Message["buttons"] {
  const keyboard = objectOf(params.reply_markup)?.inline_keyboard as Button[][] | undefined;
  return keyboard?.flat().map((button) => ({ title: button.text, payload: button.callback_data ?? button.url ?? "" }));
}

function objectOf(value: unknown): Record<string, unknown> | null {
  const given: unknown = typeof value === "string" ? JSON.parse(value) : value;
  return typeof given === "object" && given !== null ? (given as Record<string, unknown>) : null;
}

function post(method: Method, target: { chat: Chat; chatId: number }, content: { text: string; file: StoredFile | null }): Answer {
  const { platform, bot, params } = method;
  const { chat, chatId } = target;
  const buttons = buttonsOf(params);
  if (buttons?.some(({ payload }) => !payload.startsWith("http") && Buffer.byteLength(payload) > MAX_CALLBACK_BYTES)) return badRequest("BUTTON_DATA_INVALID");
  const at = now(platform.world);
  const message: Message = { id: chat.nextMessageId++, from: "bot", authorId: bot.id, at, ...content };
  if (buttons) message.buttons = buttons;
  return ok(store(method, { chat, chatId }, message));
}

/** A message without buttons, as its chat has it now. */
export function place(method: Method, target: { chat: Chat; chatId: number }, content: { text: string; file: StoredFile | null }): object {
  const { platform, bot } = method;
  return store(method, target, { id: target.chat.nextMessageId++, from: "bot", authorId: bot.id, at: now(platform.world), ...content });
}

function store({ platform, bot }: Method, { chat, chatId }: { chat: Chat; chatId: number }, message: Message): object {
  chat.messages.push(message);
  chat.isTyping = false;
  platform.changed();
  const body = message.file ? { ...wireFile(message.file), ...(message.text ? { caption: message.text } : {}) } : { text: message.text };
  return { message_id: message.id, from: wireBot(bot), chat: wireChat(platform.world, chatId), date: seconds(message.at), ...body };
}

function ownMessage({ platform: { world }, bot, params }: Method): Message | undefined {
  const chat = chatOf(world, bot, Number(params.chat_id));
  return chat.messages.find((message) => message.id === Number(params.message_id) && message.from === "bot");
}

export function editMessageText(method: Method): Answer {
  const message = ownMessage(method);
  if (!message) return badRequest("message to edit not found");
  const value = plainText(text(method.params.text), text(method.params.parse_mode));
  if (value === null) return badRequest("can't parse entities: unexpected markup");
  if (value === message.text) {
    return badRequest(
      "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message",
    );
  }
  // An edit without a keyboard takes it away.
  Object.assign(message, { text: value, editedAt: now(method.platform.world), buttons: buttonsOf(method.params) });
  method.platform.changed();
  return ok({ message_id: message.id, text: value });
}

export function deleteMessage(method: Method): Answer {
  const { platform, bot, params } = method;
  const message = ownMessage(method);
  if (!message) return badRequest("message to delete not found");
  const isOld = now(platform.world) - message.at > 48 * 3600_000;
  if (isOld) return badRequest("message can't be deleted for everyone");
  const chat = chatOf(platform.world, bot, Number(params.chat_id));
  chat.messages = chat.messages.filter((m) => m !== message);
  platform.changed();
  return ok(true);
}

export function setReaction({ platform, bot, params }: Method): Answer {
  const chat = chatOf(platform.world, bot, Number(params.chat_id));
  const message = chat.messages.find((m) => m.id === Number(params.message_id));
  if (!message) return badRequest("message to react not found");
  const [reaction] = (params.reaction ?? []) as { emoji?: string }[];
  if (reaction && !REACTIONS.has(reaction.emoji ?? "")) return badRequest("REACTION_INVALID");
  message.reaction = reaction?.emoji ?? null;
  platform.changed();
  return ok(true);
}
