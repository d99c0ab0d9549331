import { createHmac, randomBytes } from "node:crypto";

/** What the platform knows. Plain data, so that it survives a restart of the simulator. */
export interface World {
  clockOffsetMs: number;
  accounts: Account[];
  numbers: Num[];
  people: Person[];
  threads: Record<string, Thread>;
  /** Business tokens that were signed up for. */
  tokens: Record<string, { accountIds: string[]; expiresAt: number }>;
}

/** A WhatsApp Business account. */
export interface Account {
  id: string;
  name: string;
  isSubscribed: boolean;
  /** Counts up when access is taken away: older tokens are dead. */
  tokenVersion: number;
  templates: Template[];
}

/** A phone number of a business. */
export interface Num {
  id: string;
  accountId: string;
  digits: string;
  name: string;
  isVerified: boolean;
  isRegistered: boolean;
  /** The two-step code it has; null: the next registration sets it. */
  pin: string | null;
  /** Also used in the phone app, which sees and sends everything too. */
  isOnApp: boolean;
  quality: "GREEN" | "YELLOW" | "RED";
}

export interface Person {
  id: string;
  name: string;
  /** As WhatsApp knows it, which may not be as it is dialled. */
  phone: string;
  /** With a user name the phone is hidden from businesses. */
  username?: string;
  /** Counts up with every new number: the user id changes too. */
  numberVersion: number;
  /** Ids of numbers that this person blocked. */
  blocked: string[];
  /** Ids of accounts whose marketing they do not want. */
  optedOut: string[];
}

export interface Thread {
  numberId: string;
  personId: string;
  lastActAt: number;
  isTyping: boolean;
  /** When the business wrote last, for the limit of a pair. */
  sentAt: number[];
  messages: Message[];
}

export interface Message {
  wamid: string;
  from: "person" | "business";
  at: number;
  text: string;
  /** What the phone shows of something without words. */
  shown?: string;
  media: { url: string; type: string; name: string } | null;
  buttons?: { title: string; payload: string; isList?: boolean }[];
  replyTo?: string;
  callbackData?: string;
  isTemplate?: boolean;
  isVoice?: boolean;
  isRead?: boolean;
  isTaken?: boolean;
  reaction?: string | null;
  isEdited?: boolean;
  isRevoked?: boolean;
}

export interface Template {
  id: string;
  name: string;
  language: string;
  category: "AUTHENTICATION" | "MARKETING" | "UTILITY";
  status: "APPROVED" | "PENDING" | "REJECTED" | "PAUSED" | "DISABLED";
  rejected_reason: string;
  components: Component[];
}

export interface Component {
  type: "HEADER" | "BODY" | "FOOTER" | "BUTTONS";
  format?: "TEXT" | "IMAGE" | "VIDEO" | "DOCUMENT" | "LOCATION";
  text?: string;
  example?: Record<string, unknown>;
  buttons?: { type: "QUICK_REPLY" | "URL" | "PHONE_NUMBER" | "COPY_CODE"; text: string; url?: string; example?: string[] }[];
}

export const now = (world: World): number => Date.now() + world.clockOffsetMs;

/** Two letters, a dot and digits: the same person has another one at every business, and after a new number. */
export function userIdOf(person: Person, accountId: string): string {
  const hash = createHmac("sha256", "user id").update(`${person.id}:${accountId}:${person.numberVersion}`).digest();
  const country = /^1/.test(person.phone) ? "US" : /^55/.test(person.phone) ? "BR" : /^972/.test(person.phone) ? "IL" : "DE";
  return `${country}.${hash.readBigUInt64BE()}`;
}

export function findPerson(world: World, accountId: string, given: string): Person | undefined {
  return world.people.find((person) => userIdOf(person, accountId) === given || spellings(person.phone).includes(given));
}

/** Brazil: with and without the ninth digit. Whatever is dialled, WhatsApp finds the one that it knows. */
function spellings(phone: string): string[] {
  const brazil = /^55(\d{2})9?(\d{8})$/.exec(phone);
  return brazil ? [`55${brazil[1]}${brazil[2]}`, `55${brazil[1]}9${brazil[2]}`] : [phone];
}

export function threadOf(world: World, numberId: string, personId: string): Thread {
  const key = `${numberId}:${personId}`;
  world.threads[key] ??= { numberId, personId, lastActAt: 0, isTyping: false, sentAt: [], messages: [] };
  return world.threads[key];
}

export const newWamid = (): string => `wamid.HBgL${randomBytes(18).toString("base64")}`;

/** A system user's token: derived, not stored, so that it is the same after a restart until access is taken away. */
export function accountToken(account: Account, appSecret: string): string {
  const mark = createHmac("sha256", appSecret).update(`account:${account.id}:${account.tokenVersion}`).digest("base64url");
  return `EAAS${account.id}x${account.tokenVersion}x${mark}`;
}

/** Which accounts a token speaks for; null for one that nobody gave out, or that has ended. */
export function accountsOf(world: World, token: string, appSecret: string): string[] | null {
  const grant = world.tokens[token];
  if (grant) return grant.expiresAt > now(world) ? grant.accountIds : null;
  const owner = world.accounts.find((account) => accountToken(account, appSecret) === token);
  return owner ? [owner.id] : null;
}
