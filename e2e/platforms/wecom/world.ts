import { createHmac, randomBytes } from "node:crypto";

/** What the platform knows. Plain data, so that it survives a restart of the simulator. */
export interface World {
  clockOffsetMs: number;
  corps: Corp[];
  people: Person[];
  /** By `<open_kfid>:<person>`. */
  sessions: Record<string, Session>;
  /** What sync_msg gives, by account, in order. */
  entries: Record<string, Entry[]>;
  tokens: Record<string, Token>;
  /** Those of callbacks, with the account they are for. */
  syncTokens: Record<string, { openKfId: string; until: number }>;
  /** Calls of sync_msg without a token, by account. */
  syncedAt: Record<string, number[]>;
  codes: Record<string, Code>;
  suite: Suite;
  nextId: number;
}

export interface Corp {
  corpId: string;
  name: string;
  secret: string;
  accounts: KfAccount[];
  /** What stands in the corporation's own callback settings. */
  server: Server | null;
  /** What it granted to the suite. */
  grant: { permanentCode: string; accounts: string[] } | null;
  /** A WeChat developer account is bound: customers have a unionid. */
  isBound: boolean;
  trouble: Trouble | null;
}

export interface KfAccount {
  openKfId: string;
  name: string;
  isManaged: boolean;
  isDeleted: boolean;
}

export const TROUBLES = { address: "60020", permission: "48002", unverified: "95011", "api-off": "95017" } as const;
export type Trouble = keyof typeof TROUBLES;

export interface Server {
  url: string;
  token: string;
  aesKey: string;
}

export interface Person {
  id: string;
  name: string;
}

/** 0 new, 1 the API's, 2 the queue's, 3 a colleague's, 4 over or not begun. */
export type State = 0 | 1 | 2 | 3 | 4;

export interface Session {
  openKfId: string;
  personId: string;
  state: State;
  servicer: string | null;
  lastWroteAt: number;
  left: number;
  isRefusing: boolean;
  messages: Message[];
  /** Ids that callers gave, so that a repetition is one. */
  sentIds: string[];
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

/** One of sync_msg's list; whose it is stands as our own id, since everybody has others for them. */
export interface Entry {
  personId: string | null;
  at: number;
  fields: Record<string, unknown>;
}

/** own: by the corporation's secret. suite: the suite's own. corp: the suite's for a corporation. */
export interface Token {
  kind: "own" | "suite" | "corp";
  corpId: string;
  until: number;
}

export interface Code {
  scene: "welcome" | "taken-over" | "good-bye";
  openKfId: string;
  personId: string;
  until: number;
}

interface Suite {
  tickets: Record<string, number>;
  ticketAt: number;
  preAuthCodes: Record<string, number>;
  authCodes: Record<string, { corpId: string; accounts: string[]; until: number }>;
}

export const COLLEAGUES = ["lisi", "wangwu"];

export const now = (world: World): number => Date.now() + world.clockOffsetMs;
export const seconds = (ms: number): number => Math.floor(ms / 1000);
export const random = (prefix: string, bytes = 24): string => `${prefix}${randomBytes(bytes).toString("base64url")}`;

const digest = (...parts: string[]): string => createHmac("sha256", "wecom").update(parts.join(":")).digest("base64url");

/** In whose name somebody asks: the corporation's own, or the suite's. They know the same customer by different ids. */
export type Namespace = "own" | "suite";

export const externalId = (namespace: Namespace, corpId: string, personId: string): string => `wm${digest(namespace, corpId, personId).slice(0, 30)}`;
export const unionIdOf = (personId: string): string => `o${digest("union", personId).slice(0, 27)}`;

export function findCustomer(world: World, { namespace, corpId }: { namespace: Namespace; corpId: string }, id: string): Person | undefined {
  return world.people.find((person) => externalId(namespace, corpId, person.id) === id);
}

function newCorp(corpId: string, name: string, accounts: [id: string, name: string][]): Corp {
  return {
    corpId,
    name,
    secret: createHmac("sha256", "secret").update(corpId).digest("base64url"),
    accounts: accounts.map(([openKfId, title]) => ({ openKfId, name: title, isManaged: true, isDeleted: false })),
    server: null,
    grant: null,
    isBound: true,
    trouble: null,
  };
}

/** Corporations of our own: the demo connects the first, and nobody else's must be taken by that. */
export function newWorld(): World {
  return {
    clockOffsetMs: 0,
    corps: [
      newCorp("ww7c41d0a95e3b2f01", "北风户外", [
        ["wkBfHwAAAA7c41d0a95e3b2f010000A1", "北风售前"],
        ["wkBfHwAAAA7c41d0a95e3b2f010000A2", "北风售后"],
      ]),
      newCorp("ww7c41d0a95e3b2f02", "北风童装", [["wkBfHwAAAA7c41d0a95e3b2f020000B1", "童装客服"]]),
    ],
    people: [
      { id: "4001", name: "林小雨" },
      { id: "4002", name: "陈建国" },
    ],
    sessions: {},
    entries: {},
    tokens: {},
    syncTokens: {},
    syncedAt: {},
    codes: {},
    suite: { tickets: {}, ticketAt: 0, preAuthCodes: {}, authCodes: {} },
    nextId: 1,
  };
}

export const findCorp = (world: World, corpId: string): Corp | undefined => world.corps.find((corp) => corp.corpId === corpId);

/** An account with its corporation. */
export function findAccount(world: World, openKfId: string): { corp: Corp; account: KfAccount } | undefined {
  for (const corp of world.corps) {
    const account = corp.accounts.find((one) => one.openKfId === openKfId);
    if (account) return { corp, account };
  }
  return undefined;
}

export function sessionOf(world: World, openKfId: string, personId: string): Session {
  const key = `${openKfId}:${personId}`;
  world.sessions[key] ??= { openKfId, personId, state: 4, servicer: null, lastWroteAt: 0, left: 0, isRefusing: false, messages: [], sentIds: [] };
  return world.sessions[key];
}

export function newMsgId(world: World): string {
  world.nextId += 1;
  return `${digest("msg", String(world.nextId)).slice(0, 12)}${world.nextId}`;
}

export const isConnected = (corp: Corp, openKfId: string): boolean => corp.server !== null || (corp.grant?.accounts.includes(openKfId) ?? false);
