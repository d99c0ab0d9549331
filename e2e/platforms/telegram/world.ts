import { createHmac, randomBytes } from "node:crypto";

/** What the platform knows. Plain data, so that it survives a restart of the simulator. */
export interface World {
  clockOffsetMs: number;
  bots: Bot[];
  people: Person[];
  groups: Group[];
  /** By `<bot>:<chat>`. */
  chats: Record<string, Chat>;
  files: number;
  /** Pressed buttons that nobody has answered, by their query's id. */
  turning: string[];
}

export interface Bot {
  id: number;
  name: string;
  username: string;
  token: string;
  nextUpdateId: number;
  webhook: Webhook;
  /** Updates that wait, by chat, oldest first. */
  queues: Record<string, Queued[]>;
}

export interface Webhook {
  url: string;
  secret: string;
  allowedUpdates: string[];
  maxConnections: number;
  lastErrorAt: number | null;
  lastErrorMessage: string | null;
  /** Since when it answers nothing but 410. */
  goneSince: number | null;
}

export interface Queued {
  update: { update_id: number; [kind: string]: unknown };
  at: number;
}

export interface Person {
  id: number;
  name: string;
  blocked: number[];
}

export interface Group {
  id: number;
  title: string;
  /** Its id since it became a supergroup. */
  movedTo: number | null;
}

export interface Chat {
  nextMessageId: number;
  hasStarted: boolean;
  isTyping: boolean;
  messages: Message[];
}

export interface Message {
  id: number;
  from: "person" | "bot";
  authorId: number;
  at: number;
  text: string;
  /** What the phone shows of something without words. */
  shown?: string;
  file: StoredFile | null;
  buttons?: { title: string; payload: string }[];
  reaction?: string | null;
  editedAt?: number;
}

export interface StoredFile {
  fileId: string;
  /** What getFile calls it. */
  path: string;
  name: string;
  mimeType: string;
  sizeBytes: number;
}

/** Bot API, setWebhook: everything but chat_member and the reactions. */
export const DEFAULT_UPDATES = [
  "message",
  "edited_message",
  "channel_post",
  "edited_channel_post",
  "callback_query",
  "my_chat_member",
  "business_connection",
  "business_message",
];

export const noWebhook = (): Webhook => ({
  url: "",
  secret: "",
  allowedUpdates: DEFAULT_UPDATES,
  maxConnections: 40,
  lastErrorAt: null,
  lastErrorMessage: null,
  goneSince: null,
});

/** A number of our own: the demo connects this bot, and nobody else's must be taken by that. */
export const FIRST_BOT = 7812004401;

export function newBot(id: number, name: string, token = `${id}:${randomBytes(40).toString("base64url").slice(0, 35)}`): Bot {
  return { id, name, username: `${name.toLowerCase().replace(/[^a-z0-9]+/g, "_")}_bot`, token, nextUpdateId: 823400100, webhook: noWebhook(), queues: {} };
}

/** One bot whose token follows from the secret, so that the demo's channel outlives the simulator's memory. */
export function newWorld(secret: string): World {
  const token = `${FIRST_BOT}:${createHmac("sha256", secret).update("bot").digest("base64url").slice(0, 35)}`;
  return {
    clockOffsetMs: 0,
    bots: [newBot(FIRST_BOT, "Nordwind Support", token)],
    people: [
      { id: 6123456789, name: "Ines Vogel", blocked: [] },
      { id: 6123456790, name: "Tomasz Nowak", blocked: [] },
    ],
    groups: [{ id: -4012345678, title: "Support room", movedTo: null }],
    chats: {},
    files: 0,
    turning: [],
  };
}

export const now = (world: World): number => Date.now() + world.clockOffsetMs;
export const seconds = (ms: number): number => Math.floor(ms / 1000);

export function chatOf(world: World, bot: Bot, chatId: number): Chat {
  const key = `${bot.id}:${chatId}`;
  world.chats[key] ??= { nextMessageId: 4201, hasStarted: false, isTyping: false, messages: [] };
  return world.chats[key];
}

export function wireUser({ id, name }: Person): object {
  const [first_name, ...rest] = name.split(" ");
  return { id, is_bot: false, first_name, ...(rest.length > 0 ? { last_name: rest.join(" ") } : {}), language_code: "en" };
}

export const wireBot = (bot: Bot): object => ({ id: bot.id, is_bot: true, first_name: bot.name, username: bot.username });

export function wireChat(world: World, chatId: number): object | null {
  const person = world.people.find((p) => p.id === chatId);
  if (person) {
    const [first_name, ...rest] = person.name.split(" ");
    return { id: person.id, type: "private", first_name, ...(rest.length > 0 ? { last_name: rest.join(" ") } : {}) };
  }
  const group = world.groups.find((g) => (g.movedTo ?? g.id) === chatId);
  return group ? { id: chatId, type: group.movedTo ? "supergroup" : "group", title: group.title } : null;
}

/** A file as the message object tells it; photos as sizes, the last the largest. */
export function wireFile({ fileId, name, mimeType, sizeBytes }: StoredFile): object {
  const base = { file_id: fileId, file_unique_id: `u${fileId.slice(-12)}`, file_size: sizeBytes };
  if (!mimeType.startsWith("image/")) return { document: { ...base, file_name: name, mime_type: mimeType } };
  return {
    photo: [
      { ...base, file_id: `${fileId}s`, file_size: Math.ceil(sizeBytes / 10), width: 90, height: 67 },
      { ...base, width: 1280, height: 960 },
    ],
  };
}

/** Addresses in a text, counted in UTF-16 units as Telegram does. */
export function entitiesOf(text: string): object {
  const entities = [...text.matchAll(/https?:\/\/\S+/g)].map((match) => ({ type: "url", offset: match.index, length: match[0].length }));
  return entities.length > 0 ? { entities } : {};
}
