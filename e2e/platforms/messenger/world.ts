import { createHmac, randomBytes } from "node:crypto";

/** What the platform knows. Plain data, so that it survives a restart of the simulator. */
export interface World {
  clockOffsetMs: number;
  pages: Page[];
  people: Person[];
  threads: Record<string, Thread>;
  sends: number;
}

export interface Page {
  id: string;
  name: string;
  /** What the person who grants access may do on this Page. */
  tasks: string[];
  /** Webhook fields our app gets for this Page; empty: not subscribed. */
  fields: string[];
  /** Counts up when access is taken away: older tokens are dead. */
  tokenVersion: number;
}

export interface Person {
  id: string;
  name: string;
  /** Pages that this person blocked. */
  blocked: string[];
}

export interface Thread {
  pageId: string;
  personId: string;
  lastActAt: number;
  owner: "app" | "other";
  isTyping: boolean;
  /** Sends of the Page up to here are seen. */
  readAt: number;
  /** When the Page last said that it has seen the thread. */
  seenByPageAt?: number;
  messages: Message[];
}

export interface Message {
  mid: string;
  from: "person" | "page";
  at: number;
  text: string;
  media: { url: string; type: string; name: string }[];
  /** Which message it answers. */
  replyTo?: string;
  /** What the Page gave it. */
  pageReaction?: string | null;
  metadata?: string;
  buttons?: { title: string; payload: string }[];
  /** Its buttons are a template's. */
  isTemplate?: boolean;
  isTaken?: boolean;
  reaction?: string | null;
  edits: number;
}

const ALL_TASKS = ["MODERATE", "MESSAGING", "ANALYZE", "CREATE_CONTENT", "MANAGE"];

/** Two Pages with every role, one where the person may only read figures. */
export function newWorld(): World {
  const page = (id: string, name: string, tasks: string[]): Page => ({ id, name, tasks, fields: [], tokenVersion: 1 });
  return {
    clockOffsetMs: 0,
    // Numbers of our own: the demo connects the first, and nobody else's Page must be taken by that.
    pages: [
      page("231904417700101", "Nordwind Outdoor", ALL_TASKS),
      page("231904417700102", "Nordwind Kids", ALL_TASKS),
      page("231904417700103", "Hiking Club", ["ANALYZE"]),
    ],
    people: [
      { id: "1001", name: "Ines Vogel", blocked: [] },
      { id: "1002", name: "Tomasz Nowak", blocked: [] },
    ],
    threads: {},
    sends: 0,
  };
}

export const now = (world: World): number => Date.now() + world.clockOffsetMs;

/** 16 digits, another one for the same person on every Page. */
export function psidOf(personId: string, pageId: string): string {
  const hash = createHmac("sha256", "psid").update(`${personId}:${pageId}`).digest();
  return `7${String(hash.readBigUInt64BE() % 1_000_000_000_000_000n).padStart(15, "0")}`;
}

export function findPersonByPsid(world: World, pageId: string, psid: string): Person | undefined {
  return world.people.find((person) => psidOf(person.id, pageId) === psid);
}

export function threadOf(world: World, pageId: string, personId: string): Thread {
  const key = `${pageId}:${personId}`;
  world.threads[key] ??= { pageId, personId, lastActAt: 0, owner: "app", isTyping: false, readAt: 0, messages: [] };
  return world.threads[key];
}

export const newMid = (): string => `m_${randomBytes(24).toString("base64url")}`;

/** Derived, not stored: a Page's token is the same after a restart, until access is taken away. */
export function pageToken(page: Page, appSecret: string): string {
  const mark = createHmac("sha256", appSecret).update(`page:${page.id}:${page.tokenVersion}`).digest("base64url");
  return `EAAG${page.id}x${page.tokenVersion}x${mark}`;
}

export function findPageByToken(world: World, token: string, appSecret: string): Page | undefined {
  return world.pages.find((page) => pageToken(page, appSecret) === token);
}
