import type { Platform } from "./platform";
import { type Account, type Chat, chatOf, type Group, type Message, newQuoteToken, newReplyToken, nextId, now, type Person, type StoredFile } from "./world";

interface GivenFile {
  name: string;
  type: string;
  base64: string;
}

/** What a person writes: one of these, or several pictures. */
export interface Written {
  text?: string;
  photo?: GivenFile;
  photos?: GivenFile[];
  /** An address of somebody else's in place of bytes. */
  external?: { type: "image" | "video" | "audio"; url: string; previewUrl?: string };
  sticker?: string;
  location?: boolean;
  /** Id of a message that it quotes. */
  quote?: string;
  /** Of a type that nobody has heard of. */
  isStrange?: boolean;
  /** Another program answers in this chat at the moment. */
  isStandby?: boolean;
}

export interface Act {
  account: Account;
  person: Person;
  group: Group | null;
  chat: Chat;
}

export function actOf({ world }: Platform, account: Account, { person, group }: { person: Person; group: Group | null }): Act {
  return { account, person, group, chat: chatOf(world, account, group?.id ?? person.id) };
}

const chatId = ({ person, group }: Act) => group?.id ?? person.id;

function sourceOf({ person, group }: Act): object {
  if (!group) return { type: "user", userId: person.id };
  return { type: "group", groupId: group.id, ...(group.isNameless ? {} : { userId: person.id }) };
}

interface Emitted {
  event: Record<string, unknown> & { type: string };
  isStandby?: boolean;
  hasToken?: boolean;
}

/** An event of this person with a token to answer it, unless another program has the chat. */
async function emit(platform: Platform, act: Act, { event, isStandby = false, hasToken = true }: Emitted): Promise<boolean> {
  const { account } = act;
  const isAnswerable = hasToken && !isStandby && account.chatMode === "bot";
  const token = isAnswerable ? { replyToken: newReplyToken(platform.world, account, chatId(act)) } : {};
  platform.changed();
  return platform.webhooks.emit(account, { ...event, ...token, ...(isStandby ? { mode: "standby" } : {}), source: sourceOf(act) });
}

/** Whoever writes is a friend of the account. */
export async function write(platform: Platform, act: Act, written: Written): Promise<Message[]> {
  await befriend(platform, act);
  const { photos } = written;
  if (!photos) return [await writeOne(platform, act, { written, photo: written.photo })];
  const imageSet = { id: nextId(platform.world), total: photos.length };
  const messages: Message[] = [];
  for (const [index, photo] of photos.entries())
    messages.push(await writeOne(platform, act, { written, photo, extra: { imageSet: { ...imageSet, index: index + 1 } } }));
  return messages;
}

async function befriend(platform: Platform, act: Act): Promise<void> {
  const { account, person, group } = act;
  if (group && !group.accounts.includes(account.channelId)) {
    group.accounts.push(account.channelId);
    await emit(platform, act, { event: { type: "join" } });
  }
  if (group || person.friends.includes(account.channelId)) return;
  await follow(platform, act, false);
}

interface Given {
  written: Written;
  photo?: GivenFile;
  extra?: object;
}

async function writeOne(platform: Platform, act: Act, { written, photo, extra }: Given): Promise<Message> {
  const { world, control } = platform;
  const id = nextId(world);
  const content = { ...contentOf(written, photo), ...extra };
  const isConverted = content.type === "video" || content.type === "audio";
  const message: Message = {
    id,
    from: "person",
    authorId: act.person.id,
    at: now(world),
    type: content.type,
    text: written.text ?? "",
    markAsReadToken: newQuoteToken(),
    isTaken: false,
    ...(content.type === "file" || content.type === "location" ? {} : { quoteToken: newQuoteToken() }),
    ...fileOf(written, photo),
  };
  if (photo) platform.files.set(id, Buffer.from(photo.base64, "base64"));
  if (message.file && isConverted && control.take("converting")) message.file.readyAt = now(world) + 3_000;
  act.chat.messages.push(message);
  const quoted = written.quote ? { quotedMessageId: written.quote } : {};
  const wire = { id, ...content, ...quoted, markAsReadToken: message.markAsReadToken, ...(message.quoteToken ? { quoteToken: message.quoteToken } : {}) };
  await emit(platform, act, { event: { type: "message", message: wire }, isStandby: written.isStandby });
  return message;
}

function fileOf({ external }: Written, photo?: GivenFile): { file?: StoredFile } {
  if (photo) return { file: { name: photo.name, type: photo.type } };
  return external ? { file: { name: external.url.split("/").at(-1) ?? "", type: external.type, url: external.url } } : {};
}

function contentOf(written: Written, photo?: GivenFile): Record<string, unknown> & { type: string } {
  if (written.isStrange) return { type: "hologram" };
  if (written.sticker) return { type: "sticker", packageId: "446", stickerId: "1988", stickerResourceType: "STATIC", keywords: ["hello", "hi"] };
  if (written.location) return { type: "location", title: "Where I am", address: "1-3 Kioicho, Chiyoda-ku, Tokyo", latitude: 35.67966, longitude: 139.73669 };
  if (written.external) return external(written.external);
  if (photo) return fileContent(photo);
  return { type: "text", text: written.text ?? "", ...emojisOf(written.text ?? "") };
}

function external({ type, url, previewUrl }: NonNullable<Written["external"]>): Record<string, unknown> & { type: string } {
  const contentProvider = { type: "external", originalContentUrl: url, ...(previewUrl ? { previewImageUrl: previewUrl } : {}) };
  return { type, ...(type === "image" ? {} : { duration: 60_000 }), contentProvider };
}

function fileContent({ name, type, base64 }: GivenFile): Record<string, unknown> & { type: string } {
  const [family] = type.split("/");
  const contentProvider = { type: "line" };
  if (family === "image") return { type: "image", contentProvider };
  if (family === "video" || family === "audio") return { type: family, duration: 3_000, contentProvider };
  return { type: "file", fileName: name, fileSize: Buffer.from(base64, "base64").length };
}

/** LINE's own emoji stand in the text as words in brackets, with their places beside it. */
function emojisOf(text: string): object {
  const emojis = [...text.matchAll(/\(love\)/g)].map(({ index }) => ({ index, length: 6, productId: "5ac1bfd5040ab15980c9b435", emojiId: "002" }));
  return emojis.length > 0 ? { emojis } : {};
}

export async function follow(platform: Platform, act: Act, isUnblocked: boolean): Promise<void> {
  const { person, account } = act;
  person.blocked = person.blocked.filter((id) => id !== account.channelId);
  if (!person.friends.includes(account.channelId)) person.friends.push(account.channelId);
  await emit(platform, act, { event: { type: "follow", follow: { isUnblocked } } });
}

export async function setBlocked(platform: Platform, act: Act, isBlocked: boolean): Promise<void> {
  if (!isBlocked) return follow(platform, act, true);
  const { person, account } = act;
  person.friends = person.friends.filter((id) => id !== account.channelId);
  person.blocked.push(account.channelId);
  await emit(platform, act, { event: { type: "unfollow" }, hasToken: false });
}

/** Without an id the latest. One that nobody knows is announced too: it was written before the account was connected. */
export async function unsend(platform: Platform, act: Act, given: string): Promise<boolean> {
  const id = given || (act.chat.messages.findLast((m) => m.from === "person" && !m.isUnsent)?.id ?? "");
  const message = act.chat.messages.find((m) => m.id === id && m.from === "person");
  if (message) Object.assign(message, { isUnsent: true, text: "" });
  await emit(platform, act, { event: { type: "unsend", unsend: { messageId: id } }, hasToken: false });
  return message !== undefined;
}

/** A tapped quick reply or button: its words are sent, or its value comes back by itself. */
export async function press(platform: Platform, act: Act, { title, payload }: { title: string; payload: string }): Promise<void> {
  const say = (text: string): void => {
    act.chat.messages.push({ id: nextId(platform.world), from: "person", authorId: act.person.id, at: now(platform.world), type: "text", text, isTaken: true });
  };
  if (payload.startsWith("say:")) return void (await write(platform, act, { text: payload.slice(4) }));
  say(title);
  await emit(platform, act, { event: { type: "postback", postback: { data: payload.replace(/^back:/, "") } } });
}
