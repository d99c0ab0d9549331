import { randomBytes } from "node:crypto";
import type { Platform } from "./platform";
import {
  type Bot,
  type Chat,
  chatOf,
  entitiesOf,
  type Message,
  now,
  type Person,
  type StoredFile,
  seconds,
  wireBot,
  wireChat,
  wireFile,
  wireUser,
} from "./world";

interface GivenFile {
  name: string;
  type: string;
  base64: string;
  /** Claims to be this large. */
  sizeBytes?: number;
}

/** What a person writes: any of these. */
export interface Written {
  text?: string;
  photo?: GivenFile;
  /** An album: one update a picture, the caption on the first. */
  photos?: GivenFile[];
  animation?: boolean;
  voice?: GivenFile;
  sticker?: GivenFile;
  venue?: boolean;
  location?: boolean;
  ownNumber?: boolean;
  replyTo?: number;
}

export interface Act {
  bot: Bot;
  person: Person;
  /** The person's own chat, or a group's. */
  chatId: number;
  chat: Chat;
}

export function actOf(platform: Platform, bot: Bot, given: { person: Person; groupId?: number }): Act {
  const chatId = given.groupId ?? given.person.id;
  return { bot, person: given.person, chatId, chat: chatOf(platform.world, bot, chatId) };
}

/** A person writes; the updates go into the chat's queue. */
export function write(platform: Platform, act: Act, written: Written): Message[] {
  act.chat.hasStarted = true;
  const { photos } = written;
  if (!photos) return [writeOne(platform, act, { ...written, file: written.photo ? put(platform, written.photo) : null })];
  const group = { media_group_id: BigInt(`0x${randomBytes(7).toString("hex")}`).toString() };
  return photos.map((photo, index) => writeOne(platform, act, { text: index === 0 ? written.text : undefined, file: put(platform, photo), extra: group }));
}

function put(platform: Platform, { name, type, base64, sizeBytes }: GivenFile): StoredFile {
  return platform.files.put({ bytes: Buffer.from(base64, "base64"), name, mimeType: type, sizeBytes });
}

function writeOne(platform: Platform, act: Act, given: Written & { file: StoredFile | null; extra?: object }): Message {
  const message: Message = {
    id: act.chat.nextMessageId++,
    from: "person",
    authorId: act.person.id,
    at: now(platform.world),
    text: given.text ?? "",
    shown: shownOf(given),
    file: given.file,
  };
  act.chat.messages.push(message);
  const replied = given.replyTo ? { reply_to_message: wireMessage(platform, act, act.chat.messages.find((m) => m.id === given.replyTo) ?? message) } : {};
  platform.updates.push(act, "message", {
    ...wireMessage(platform, act, message),
    ...contentOf(platform, act, given),
    ...given.extra,
    ...replied,
  });
  return message;
}

const VENUE = { location: { latitude: 59.3327, longitude: 18.0645 }, title: "Harbour Café", address: "Strandvägen 7" };

function shownOf({ venue, location, ownNumber, animation, voice, sticker }: Written): string | undefined {
  if (venue) return `${VENUE.title}, ${VENUE.address}`;
  if (location) return "Where I am";
  if (ownNumber) return "My number";
  return (animation && "GIF") || voice?.name || sticker?.name;
}

const soundOf = ({ fileId, sizeBytes, mimeType }: StoredFile) => ({
  file_id: fileId,
  file_unique_id: `u${fileId.slice(-12)}`,
  file_size: sizeBytes,
  mime_type: mimeType,
});

function contentOf(platform: Platform, { person }: Act, given: Written): object {
  if (given.venue) return { venue: VENUE, location: VENUE.location };
  if (given.voice) return { voice: { ...soundOf(put(platform, given.voice)), duration: 3 } };
  if (given.sticker) return { sticker: { ...soundOf(put(platform, given.sticker)), emoji: "👍", width: 512, height: 512, type: "regular" } };
  if (given.location) return { location: { latitude: 59.3293, longitude: 18.0686 } };
  if (given.ownNumber) return { contact: { phone_number: "+46701740605", first_name: person.name.split(" ")[0], user_id: person.id } };
  if (!given.animation) return {};
  const { fileId, sizeBytes } = platform.files.put({ bytes: Buffer.from("mp4"), name: "wow.mp4", mimeType: "video/mp4" });
  const animation = { file_id: fileId, file_unique_id: "a", file_name: "wow.mp4", mime_type: "video/mp4", file_size: sizeBytes };
  // Repeated as a document, for clients that know no animations.
  return { animation: { ...animation, duration: 2, width: 320, height: 180 }, document: animation };
}

function wireMessage(platform: Platform, act: Act, message: Message): object {
  const author = message.from === "bot" ? wireBot(act.bot) : wireUser(act.person);
  const frame = { message_id: message.id, from: author, chat: wireChat(platform.world, act.chatId), date: seconds(message.at) };
  const markup = message.buttons ? { reply_markup: { inline_keyboard: message.buttons.map((b) => [{ text: b.title, callback_data: b.payload }]) } } : {};
  if (message.file) return { ...frame, ...wireFile(message.file), ...(message.text ? { caption: message.text } : {}), ...markup };
  return { ...frame, ...(message.text ? { text: message.text, ...entitiesOf(message.text) } : {}), ...markup };
}

export function edit(platform: Platform, act: Act, { id, text }: { id: number; text: string }): boolean {
  const message = act.chat.messages.find((m) => m.id === id && m.from === "person");
  if (!message) return false;
  Object.assign(message, { text, editedAt: now(platform.world) });
  platform.updates.push(act, "edited_message", { ...wireMessage(platform, act, message), edit_date: seconds(now(platform.world)) });
  return true;
}

export function react(platform: Platform, act: Act, { id, emoji }: { id: number; emoji: string | null }): boolean {
  const message = act.chat.messages.find((m) => m.id === id);
  if (!message) return false;
  const list = (value: string | null | undefined) => (value ? [{ type: "emoji", emoji: value }] : []);
  const change = { chat: wireChat(platform.world, act.chatId), message_id: id, user: wireUser(act.person), date: seconds(now(platform.world)) };
  platform.updates.push(act, "message_reaction", { ...change, old_reaction: list(message.reaction), new_reaction: list(emoji) });
  message.reaction = emoji;
  platform.changed();
  return true;
}

/** A pressed button; one under a message sent through another chat comes without it. */
export function press(platform: Platform, act: Act, { id, payload, isInline }: { id: number; payload: string; isInline: boolean }): void {
  const message = act.chat.messages.find((m) => m.id === id);
  const under = message && !isInline ? { message: wireMessage(platform, act, message) } : { inline_message_id: randomBytes(12).toString("base64url") };
  const queryId = BigInt(`0x${randomBytes(8).toString("hex")}`).toString();
  platform.world.turning.push(queryId);
  const query = {
    id: queryId,
    from: wireUser(act.person),
    chat_instance: "-3345678901234567890",
    data: payload,
  };
  platform.updates.push(act, "callback_query", { ...query, ...under });
}

export function setBlocked(platform: Platform, act: Act, isBlocked: boolean): void {
  const { bot, person, chatId } = act;
  const status = (is: boolean) => ({ user: wireBot(bot), ...(is ? { status: "kicked", until_date: 0 } : { status: "member" }) });
  const wasBlocked = person.blocked.includes(bot.id);
  person.blocked = person.blocked.filter((id) => id !== bot.id).concat(isBlocked ? [bot.id] : []);
  const frame = { chat: wireChat(platform.world, chatId), from: wireUser(person), date: seconds(now(platform.world)) };
  platform.updates.push(act, "my_chat_member", { ...frame, old_chat_member: status(wasBlocked), new_chat_member: status(isBlocked) });
  platform.changed();
}

/** The group becomes a supergroup: one last word under the old id, everything after under the new one. */
export function migrate(platform: Platform, act: Act): number | null {
  const group = platform.world.groups.find((g) => g.id === act.chatId);
  if (!group || group.movedTo !== null) return null;
  const message = {
    message_id: act.chat.nextMessageId++,
    from: wireUser(act.person),
    chat: wireChat(platform.world, act.chatId),
    date: seconds(now(platform.world)),
  };
  const movedTo = -1001987654321;
  platform.updates.push(act, "message", { ...message, migrate_to_chat_id: movedTo });
  group.movedTo = movedTo;
  platform.changed();
  return movedTo;
}
