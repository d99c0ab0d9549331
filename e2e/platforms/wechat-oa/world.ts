import { createHmac, randomBytes } from "node:crypto";

/** What the platform knows. Plain data, so that it survives a restart of the simulator. */
export interface World {
  clockOffsetMs: number;
  accounts: Account[];
  people: Person[];
  /** By `<appId>:<person>`. */
  threads: Record<string, Thread>;
  tokens: Record<string, Token>;
  platform: PlatformState;
  nextMsgId: number;
}

export interface Account {
  appId: string;
  name: string;
  /** The original id, by which messages name the account. */
  userName: string;
  secret: string;
  /** Server configuration of the account's own console. */
  server: Server | null;
  /** Granted to the platform: which permission sets, and the refresh token that is good now. */
  authorisation: { scopes: number[]; refreshToken: string } | null;
  /** What its owner has done wrong: no certification, no listed address, banned, frozen, calls used up. */
  trouble: Trouble | null;
  forcedAt: number[];
}

export const TROUBLES = { uncertified: "48001", address: "40164", banned: "48004", frozen: "50002", quota: "45009" } as const;
export type Trouble = keyof typeof TROUBLES;

export interface Server {
  url: string;
  token: string;
  aesKey: string;
  mode: "plain" | "compat" | "safe";
}

export interface Person {
  id: string;
  name: string;
}

export interface Thread {
  appId: string;
  personId: string;
  isFollowing: boolean;
  lastActAt: number;
  /** How many answers each kind of act still allows, and until when. */
  windows: Record<string, { until: number; left: number }>;
  typingUntil: number;
  messages: Message[];
}

export interface Message {
  id: string;
  from: "person" | "account";
  at: number;
  text: string;
  media: { url: string; type: string; name: string } | null;
  buttons?: { title: string; payload: string }[];
  isTaken?: boolean;
}

/** stable and classic are the account's own two kinds, component is the platform's, authorizer one of the platform for an account. */
export interface Token {
  kind: "stable" | "classic" | "component" | "authorizer";
  appId: string;
  until: number;
}

export interface PlatformState {
  /** Each with the instant until which it is good. */
  tickets: Record<string, number>;
  ticketAt: number;
  /** Open pre-authorisation codes, and codes that were given back, with what was granted. */
  preAuthCodes: Record<string, number>;
  authCodes: Record<string, { appId: string; scopes: number[]; until: number }>;
}

export const now = (world: World): number => Date.now() + world.clockOffsetMs;
export const seconds = (ms: number): number => Math.floor(ms / 1000);
export const random = (prefix: string, bytes = 24): string => `${prefix}${randomBytes(bytes).toString("base64url")}`;

const digest = (...parts: string[]): string => createHmac("sha256", "wechat").update(parts.join(":")).digest("base64url");

/** 28 characters, another one for the same person at every account. */
export const openIdOf = (personId: string, appId: string): string => `o${digest("open", personId, appId).slice(0, 27)}`;
/** The same at all accounts here: they have one owner. */
export const unionIdOf = (personId: string): string => `o${digest("union", personId).slice(0, 27)}`;

export function newAccount(appId: string, name: string): Account {
  const secret = createHmac("sha256", "secret").update(appId).digest("hex").slice(0, 32);
  return {
    appId,
    name,
    userName: `gh_${digest(appId)
      .toLowerCase()
      .replace(/[^a-z0-9]/g, "")
      .slice(0, 12)}`,
    secret,
    server: null,
    authorisation: null,
    trouble: null,
    forcedAt: [],
  };
}

/** Accounts of our own: the demo connects the first, and nobody else's must be taken by that. */
export function newWorld(): World {
  return {
    clockOffsetMs: 0,
    accounts: [newAccount("wx5ad20f7c3e914b01", "北风户外"), newAccount("wx5ad20f7c3e914b02", "北风童装"), newAccount("wx5ad20f7c3e914b03", "北风会员")],
    people: [
      { id: "3001", name: "林小雨" },
      { id: "3002", name: "陈建国" },
    ],
    threads: {},
    tokens: {},
    platform: { tickets: {}, ticketAt: 0, preAuthCodes: {}, authCodes: {} },
    nextMsgId: 1,
  };
}

export const findAccount = (world: World, appId: string): Account | undefined => world.accounts.find((account) => account.appId === appId);

export function findPerson(world: World, appId: string, openId: string): Person | undefined {
  return world.people.find((person) => openIdOf(person.id, appId) === openId);
}

export function threadOf(world: World, appId: string, personId: string): Thread {
  const key = `${appId}:${personId}`;
  world.threads[key] ??= { appId, personId, isFollowing: true, lastActAt: 0, windows: {}, typingUntil: 0, messages: [] };
  return world.threads[key];
}

/** Beyond 2^53, as WeChat's are. */
export function newMsgId(world: World): string {
  world.nextMsgId += 1;
  return String(24_836_215_907_000_000n + BigInt(seconds(Date.now()) % 1_000_000) * 1000n + BigInt(world.nextMsgId));
}

/** Plain without a key of its own mode; a classic or authorised account listens where the platform says. */
export const isConnected = (account: Account): boolean => account.server !== null || account.authorisation !== null;
