import { createHmac, randomBytes } from "node:crypto";

/** What the platform knows. Plain data, so that it survives a restart of the simulator. */
export interface World {
  clockOffsetMs: number;
  accounts: Account[];
  people: Person[];
  threads: Record<string, Thread>;
  /** By the token's text: tokens of Instagram's own sign-in last over a restart, for sixty days. */
  tokens: Record<string, Token>;
  sends: number;
}

/** A professional account. It can be spoken for by itself and through its Page. */
export interface Account {
  /** The id that webhooks carry, and the other one, under which the app knows it. */
  userId: string;
  appScopedId: string;
  username: string;
  name: string;
  /** Webhook fields that the account's own subscription has; empty: none. */
  fields: string[];
  /** The owner's switch in the app: whether programs may read and answer. */
  allowsMessages: boolean;
  page: Page | null;
}

/** The Facebook Page that an account is linked to. */
export interface Page {
  id: string;
  name: string;
  tasks: string[];
  fields: string[];
  tokenVersion: number;
}

export interface Token {
  kind: "short" | "long";
  accountId: string;
  obtainedAt: number;
  expiresAt: number;
  isRevoked?: boolean;
}

export interface Person {
  id: string;
  name: string;
  username: string;
  blocked: string[];
}

export interface Thread {
  accountId: string;
  personId: string;
  lastActAt: number;
  owner: "app" | "other";
  isTyping: boolean;
  /** The last of the account's messages that was seen. */
  seenMid: string | null;
  seenByAccountAt?: number;
  messages: Message[];
}

export interface Message {
  mid: string;
  from: "person" | "account";
  at: number;
  text: string;
  media: { url: string; type: string; name: string }[];
  buttons?: { title: string; payload: string }[];
  isTemplate?: boolean;
  replyTo?: string;
  isTaken?: boolean;
  isUnsent?: boolean;
  reaction?: string | null;
  accountReaction?: string | null;
  edits: number;
}

const ALL_TASKS = ["MODERATE", "MESSAGING", "ANALYZE", "CREATE_CONTENT", "MANAGE"];

/** Two accounts with a Page, one alone; a Page whose person may only read figures, and one that no account is linked to. */
export function newWorld(): World {
  const page = (id: string, name: string, tasks = ALL_TASKS): Page => ({ id, name, tasks, fields: [], tokenVersion: 1 });
  const account = (userId: string, [username, name]: [string, string], of: Page | null): Account => ({
    userId,
    appScopedId: `249${userId.slice(3)}`,
    username,
    name,
    fields: [],
    allowsMessages: true,
    page: of,
  });
  const person = (id: string, name: string, username: string): Person => ({ id, name, username, blocked: [] });
  return {
    clockOffsetMs: 0,
    accounts: [
      account("17841900000000101", ["nordwind.outdoor", "Nordwind Outdoor"], page("231904417700201", "Nordwind Outdoor")),
      account("17841900000000102", ["nordwind.kids", "Nordwind Kids"], page("231904417700202", "Nordwind Kids")),
      account("17841900000000103", ["nordwind.atelier", "Nordwind Atelier"], null),
      account("17841900000000104", ["hiking.club", "Hiking Club"], page("231904417700204", "Hiking Club", ["ANALYZE"])),
    ],
    people: [person("1001", "Ines Vogel", "ines.vogel"), person("1002", "Tomasz Nowak", "tomasz_n")],
    threads: {},
    tokens: {},
    sends: 0,
  };
}

/** A Page of the same person that has no Instagram account. */
export const LONELY_PAGE = { id: "231904417700299", name: "Nordwind Archive", tasks: ALL_TASKS };

export const now = (world: World): number => Date.now() + world.clockOffsetMs;

/** Another one for the same person at every account. */
export function igsidOf(personId: string, accountId: string): string {
  const hash = createHmac("sha256", "igsid").update(`${personId}:${accountId}`).digest();
  return `1${String(hash.readBigUInt64BE() % 1_000_000_000_000_000n).padStart(15, "0")}`;
}

export function findPersonByIgsid(world: World, accountId: string, igsid: string): Person | undefined {
  return world.people.find((person) => igsidOf(person.id, accountId) === igsid);
}

export function threadOf(world: World, accountId: string, personId: string): Thread {
  const key = `${accountId}:${personId}`;
  world.threads[key] ??= { accountId, personId, lastActAt: 0, owner: "app", isTyping: false, seenMid: null, messages: [] };
  return world.threads[key];
}

export const newMid = (): string => `aWdfZAG1faXRlbToxOklHTWVzc2FnZ${randomBytes(18).toString("base64url")}ZD`;

/** Derived, not stored: a Page's token is the same after a restart, until access is taken away. */
export function pageToken(page: Page, appSecret: string): string {
  return `EAAI${page.id}x${page.tokenVersion}x${createHmac("sha256", appSecret).update(`${page.id}:${page.tokenVersion}`).digest("base64url")}`;
}
