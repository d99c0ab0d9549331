import { addressKey } from "@/lib/mail-address";
import type { InboundMail } from "@/server/channels/contract";
import { mailKey } from "./mail-key";
import type { LaneItem } from "./world";

/** What the mails of a batch will look up, each once. */
export interface MailKeys {
  /** Mails that are brought, referred to, or reported on. */
  messageIds: string[];
  /** Those that are brought: answers may wait for them. */
  brought: string[];
  tokens: string[];
  senders: string[];
  /** Keys under which a new conversation may begin. */
  threads: { channelId: string; threadKey: string }[];
}

/** Reads the keys off the items; null when none of them is a mail or may be the report on one. Pure. */
export function mailKeys(items: readonly LaneItem[]): MailKeys | null {
  const mails = items.flatMap((item) => {
    const { event } = item;
    return (event.type === "message" || event.type === "echo") && event.mail ? [{ item, mail: event.mail }] : [];
  });
  // A Message-ID has an @, and hardly another platform's id: where one has, the look-up finds nothing.
  const reported = items.flatMap(({ event }) => (event.type === "status" ? event.externalIds.filter((id) => id.includes("@")) : []));
  if (mails.length + reported.length === 0) return null;
  const distinct = (all: string[]) => [...new Set(all)];
  const brought = distinct(mails.flatMap(({ mail }) => ownKey(mail)));
  return {
    messageIds: distinct([...brought, ...mails.flatMap(({ mail }) => mail.references.map(mailKey)), ...reported.map(mailKey)]),
    brought,
    tokens: distinct(mails.flatMap(({ mail }) => mail.tokens.map(({ token }) => token.toLowerCase()))),
    senders: distinct(mails.map(({ mail }) => addressKey(mail.from.address))),
    threads: mails.flatMap(({ item, mail }) =>
      [item.thread ?? item.dedupKey, ...ownKey(mail)].map((key) => ({ channelId: item.channelId, threadKey: mailKey(key) })),
    ),
  };
}

const ownKey = ({ messageId }: InboundMail) => (messageId === null ? [] : [mailKey(messageId)]);
