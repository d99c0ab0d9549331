import { randomBytes } from "node:crypto";

/** What the platform knows. Plain data, so that it survives a restart of the simulator. */
export interface World {
  clockOffsetMs: number;
  /** Counts changes of all inboxes. */
  next: number;
  mailboxes: Mailbox[];
  people: { address: string; name: string }[];
  /** Refresh tokens; each is good once, and gives the next. */
  grants: Record<string, { address: string; scope: string }>;
  /** Access tokens, with their end in milliseconds since 1970. */
  tokens: Record<string, { address: string; scope: string; endsAt: number }>;
  subscriptions: Subscription[];
}

export interface Mailbox {
  address: string;
  name: string;
  /** Of an account that only signs in, or whose mails lie elsewhere. */
  isElsewhere: boolean;
  mails: Mail[];
  /** What came into the inbox or left it, or was read there, oldest first. */
  changes: { place: number; mailId: string; type: "created" | "updated" | "deleted" }[];
  /** Places before this one are forgotten. */
  firstPlace: number;
}

export interface Mail {
  /** The lasting one; without asking for it one gets another in each folder. */
  id: string;
  folder: "inbox" | "drafts" | "sentitems";
  /** The RFC 822 bytes in base64. */
  raw: string;
  messageId: string;
  subject: string;
  text: string;
  replyTo: string | null;
  /** Laid beside the bytes of a draft. */
  files: { name: string; type: string; sizeBytes: number }[];
  to: string[];
  at: number;
  /** The other side: who wrote it, or to whom it went. */
  person: string;
}

export interface Subscription {
  id: string;
  address: string;
  changeType: string;
  notificationUrl: string;
  lifecycleNotificationUrl: string | null;
  resource: string;
  clientState: string | null;
  endsAt: number;
  isImmutable: boolean;
}

export const now = (world: World): number => Date.now() + world.clockOffsetMs;
export const newId = (): string => `AAkALg${randomBytes(42).toString("base64url")}=`;

/** Addresses of a reserved domain, so that nobody's mailbox is meant (RFC 2606). */
export const newMailbox = (address: string, name: string, isElsewhere = false): Mailbox => ({
  address,
  name,
  isElsewhere,
  mails: [],
  changes: [],
  firstPlace: 0,
});

export const newWorld = (): World => ({
  clockOffsetMs: 0,
  next: 1,
  mailboxes: [
    newMailbox("Service@nordwind.example", "Nordwind Service"),
    newMailbox("sales@nordwind.example", "Nordwind Sales"),
    newMailbox("guest@nordwind.example", "Guest without a mailbox", true),
  ],
  people: [
    { address: "lena.brandt@mail.example", name: "Lena Brandt" },
    { address: "tomasz.nowak@mail.example", name: "Tomasz Nowak" },
  ],
  grants: {},
  tokens: {},
  subscriptions: [],
});
