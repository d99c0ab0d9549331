import { createHmac, randomBytes } from "node:crypto";

/** What the platform knows. Plain data, so that it survives a restart of the simulator. */
export interface World {
  clockOffsetMs: number;
  accounts: Account[];
  people: Person[];
  groups: Group[];
  /** By `<account>:<person or group>`. */
  chats: Record<string, Chat>;
  replyTokens: ReplyToken[];
  nextMessageId: number;
}

/** An Official Account with its Messaging API channel. */
export interface Account {
  channelId: string;
  secret: string;
  longLivedToken: string;
  /** The bot's own user id: the `destination` of what it receives. */
  userId: string;
  basicId: string;
  name: string;
  chatMode: "bot" | "chat";
  isSuspended: boolean;
  /** Two switches that exist at the console only. */
  console: { useWebhook: boolean; redelivery: boolean };
  endpoint: string | null;
  quota: { limit: number | null; used: number };
  tokens: { value: string; expiresAt: number }[];
  /** Pushes that were taken, by retry key. */
  taken: Record<string, { at: number; requestId: string; sentMessages: SentMessage[] }>;
}

export interface Person {
  id: string;
  name: string;
  language: string;
  /** Accounts' channel ids. */
  friends: string[];
  blocked: string[];
}

export interface Group {
  id: string;
  name: string;
  /** Who is in it; an account is by its channel id. */
  accounts: string[];
  /** People who have not agreed to be named to bots. */
  isNameless: boolean;
}

export interface Chat {
  isLoading: boolean;
  messages: Message[];
}

export interface SentMessage {
  id: string;
  quoteToken?: string;
}

export interface Message {
  id: string;
  from: "person" | "account";
  authorId: string;
  at: number;
  type: string;
  text: string;
  quoteToken?: string;
  markAsReadToken?: string;
  isRead?: boolean;
  file?: StoredFile;
  /** As it was sent to us; what the account sends is kept whole. */
  wire?: Record<string, unknown>;
  isUnsent?: boolean;
  isTaken?: boolean;
}

export interface StoredFile {
  name: string;
  type: string;
  /** An address elsewhere, or bytes kept here under the message's id. */
  url?: string;
  /** LINE still converts it until then. */
  readyAt?: number;
}

export interface ReplyToken {
  value: string;
  channelId: string;
  chatId: string;
  at: number;
  isUsed: boolean;
}

export const REPLY_TOKEN_LIFE_MS = 60_000;
export const STATELESS_LIFE_S = 900;
export const SHORT_LIFE_S = 2_592_000;
export const RETRY_KEY_LIFE_MS = 24 * 3600_000;
const MAX_SHORT_TOKENS = 30;

const hex = (bytes: number) => randomBytes(bytes).toString("hex");

export const FIRST_GROUP = "Ca56f94637c123456789abcdef0123456";
export const FIRST_CHANNEL = "1657000000";

/** Its secret follows from `seed`, so that a channel of the demo outlives the simulator's memory. */
export function newAccount(channelId: string, name: string, seed = hex(16)): Account {
  const derived = (use: string) => createHmac("sha256", seed).update(`${channelId}:${use}`).digest("hex");
  return {
    channelId,
    secret: derived("secret").slice(0, 32),
    longLivedToken: Buffer.from(derived("token") + derived("token2"), "hex").toString("base64"),
    userId: `U${derived("user").slice(0, 32)}`,
    basicId: `@${derived("basic").slice(0, 8)}`,
    name,
    chatMode: "bot",
    isSuspended: false,
    console: { useWebhook: true, redelivery: true },
    endpoint: null,
    quota: { limit: 200, used: 0 },
    tokens: [],
    taken: {},
  };
}

export const newPerson = (name: string, id = `U${hex(16)}`): Person => ({ id, name, language: "en", friends: [], blocked: [] });

export function newWorld(seed: string): World {
  return {
    clockOffsetMs: 0,
    accounts: [newAccount(FIRST_CHANNEL, "Nordwind Outdoor", seed || undefined)],
    people: [newPerson("Haruto Sato", "U4af4980629e7c1b2d3e4f5a6b7c8d9e0"), newPerson("Mei Tanaka", "U5bf4980629e7c1b2d3e4f5a6b7c8d9e1")],
    groups: [{ id: FIRST_GROUP, name: "Hiking club", accounts: [], isNameless: false }],
    chats: {},
    replyTokens: [],
    nextMessageId: 1,
  };
}

export const now = (world: World): number => Date.now() + world.clockOffsetMs;

/** Eighteen digits, as LINE's are. */
export const nextId = (world: World): string => `4686924${String(12_345_670_000 + world.nextMessageId++)}`;
export const newQuoteToken = (): string => `q${randomBytes(18).toString("base64url")}`;

export function chatOf(world: World, account: Account, chatId: string): Chat {
  const key = `${account.channelId}:${chatId}`;
  world.chats[key] ??= { isLoading: false, messages: [] };
  return world.chats[key];
}

export function newReplyToken(world: World, account: Account, chatId: string): string {
  const value = hex(16);
  world.replyTokens = world.replyTokens.filter(({ at }) => now(world) - at < 2 * REPLY_TOKEN_LIFE_MS);
  world.replyTokens.push({ value, channelId: account.channelId, chatId, at: now(world), isUsed: false });
  return value;
}

/** The oldest of more than thirty short-lived tokens dies; stateless ones are not counted. */
export function issueToken(world: World, account: Account, seconds: number): string {
  const value = randomBytes(96).toString("base64");
  account.tokens = account.tokens.filter(({ expiresAt }) => expiresAt > now(world));
  account.tokens.push({ value, expiresAt: now(world) + seconds * 1000 });
  const short = account.tokens.filter(({ expiresAt }) => expiresAt - now(world) > STATELESS_LIFE_S * 1000);
  if (short.length > MAX_SHORT_TOKENS) account.tokens = account.tokens.filter((token) => token !== short[0]);
  return value;
}
