/** What the platform knows. Plain data, so that it survives a restart of the simulator. */
export interface World {
  clockOffsetMs: number;
  /** Counts history records and message ids. */
  next: number;
  mailboxes: Mailbox[];
  people: { address: string; name: string }[];
  /** Permissions that people gave, by their refresh token. */
  grants: Record<string, { address: string }>;
  /** Access tokens, with their end in milliseconds since 1970. */
  tokens: Record<string, { address: string; endsAt: number }>;
}

export interface Mailbox {
  address: string;
  name: string;
  mails: Mail[];
  /** What was added to the inbox, oldest first. */
  history: { id: number; mailId: string }[];
  /** Places before this one are forgotten. */
  historyStart: number;
  watch: { topic: string; endsAt: number } | null;
}

export interface Mail {
  id: string;
  threadId: string;
  /** The RFC 822 bytes in base64. */
  raw: string;
  messageId: string;
  labels: string[];
  at: number;
  /** The other side: who wrote it, or to whom it went. */
  person: string;
}

export const now = (world: World): number => Date.now() + world.clockOffsetMs;

/** Two mailboxes; addresses of a reserved domain, so that nobody's mailbox is meant (RFC 2606). */
export function newWorld(): World {
  const mailbox = (address: string, name: string): Mailbox => ({ address, name, mails: [], history: [], historyStart: 0, watch: null });
  return {
    clockOffsetMs: 0,
    next: 900_100,
    mailboxes: [mailbox("Help@nordwind.example", "Nordwind Help"), mailbox("orders@nordwind.example", "Nordwind Orders")],
    people: [
      { address: "ines.vogel@mail.example", name: "Ines Vogel" },
      { address: "tomasz.nowak@mail.example", name: "Tomasz Nowak" },
    ],
    grants: {},
    tokens: {},
  };
}

/** An id as Gmail writes them. */
export const newId = (world: World): string => (0x18f0_0000_0000 + world.next++ * 7919).toString(16);
