import type { Answer, Route } from "../shared/http";
import { readMail } from "../shared/mail-mime";
import { findMail, idFor, notFound, refused, route, type Work } from "./graph";
import type { Platform } from "./platform";
import { type Mail, type Mailbox, newId, now } from "./world";

/** Small pages, so that paging is walked. */
const PAGE = 3;

export function inboxRoutes(platform: Platform): Route[] {
  return [
    route(platform, ["GET", /^\/v1\.0\/me$/, "User.Read"], ({ mailbox }) => ({
      status: 200,
      body: { displayName: mailbox.name, mail: mailbox.isElsewhere ? null : mailbox.address, userPrincipalName: mailbox.address },
    })),
    route(platform, ["GET", /^\/v1\.0\/me\/mailFolders\/inbox$/, "Mail.ReadWrite"], () => ({ status: 200, body: { id: "AQMkInbox" } })),
    route(platform, ["GET", /^\/v1\.0\/me\/mailFolders\/inbox\/messages\/delta$/, "Mail.ReadWrite"], delta),
    route(platform, ["GET", /^\/v1\.0\/me\/messages\/([^/]+)\/\$value$/, "Mail.ReadWrite"], ({ mailbox, call, match: [id] }) => {
      const mail = findMail(mailbox, call, id);
      return mail ? { status: 200, headers: { "content-type": "text/plain" }, body: Buffer.from(mail.raw, "base64") } : notFound();
    }),
  ];
}

/** What a round asks for: fixed by its first call, carried along by the tokens. */
interface Round {
  /** Changes beyond this place; null: everything that is there. */
  after: number | null;
  from: number;
  since: number;
  isCreatedOnly: boolean;
}

const sealed = (round: Round): string => Buffer.from(JSON.stringify(round)).toString("base64url");

function opened(token: string): Round | null {
  try {
    return JSON.parse(Buffer.from(token, "base64url").toString()) as Round;
  } catch {
    return null;
  }
}

const delta: Work = ({ platform, mailbox, call }): Answer => {
  const { query } = call;
  const token = query.get("$skiptoken") ?? query.get("$deltatoken");
  const filter = query.get("$filter");
  const since = filter ? /^receivedDateTime (?:ge|gt) (\S+)$/.exec(filter)?.[1] : "1970-01-01T00:00:00Z";
  if (!since) return refused(400, "ErrorInvalidUrlQueryFilter", "The query filter is not supported for delta.");
  const first: Round = { after: null, from: 0, since: Date.parse(since), isCreatedOnly: query.get("changeType") === "created" };
  const round = token ? opened(token) : first;
  if (!round) return refused(400, "ErrorInvalidSyncStateData", "The sync state data is invalid.");
  const isForgotten = round.after !== null && round.after < mailbox.firstPlace;
  if (isForgotten || (token && platform.control.take("forget-place")))
    return refused(410, "syncStateNotFound", "The sync state generation is not found; start over with a full synchronization.");
  const found = round.after === null ? present(mailbox, round) : changed(mailbox, round);
  const value = found.slice(round.from, round.from + PAGE).map(({ mailId, mail }) => ({
    "@odata.type": "#microsoft.graph.message",
    ...(mail
      ? { id: idFor(call, mail), receivedDateTime: new Date(mail.at).toISOString(), "@odata.etag": 'W/"CQAAABYAAAB"' }
      : { id: mailId, "@removed": { reason: "deleted" } }),
  }));
  const base = `${platform.url()}/v1.0/me/mailFolders('inbox')/messages/delta`;
  const hasMore = found.length > round.from + PAGE;
  const link = hasMore
    ? { "@odata.nextLink": `${base}?$skiptoken=${sealed({ ...round, from: round.from + PAGE })}` }
    : { "@odata.deltaLink": `${base}?$deltatoken=${sealed({ ...round, from: 0, after: mailbox.changes.at(-1)?.place ?? mailbox.firstPlace })}` };
  return { status: 200, body: { "@odata.context": `${platform.url()}/v1.0/$metadata#Collection(message)`, ...link, value } };
};

interface Found {
  mailId: string;
  /** Null: it is there no more. */
  mail: Mail | null;
}

/** Newest first: the order is nothing to rely on. */
function present({ mails }: Mailbox, { since }: Round): Found[] {
  return mails
    .filter(({ folder, at }) => folder === "inbox" && at >= since)
    .map((mail) => ({ mailId: mail.id, mail }))
    .reverse();
}

function changed({ changes, mails }: Mailbox, { after, since, isCreatedOnly }: Round): Found[] {
  const wanted = changes.filter(({ place, type }) => place > (after ?? 0) && (!isCreatedOnly || type !== "updated"));
  return wanted
    .map(({ mailId, type }) => ({ mailId, mail: type === "deleted" ? null : (mails.find(({ id }) => id === mailId) ?? null) }))
    .filter(({ mail }) => !mail || mail.at >= since);
}

/** A mail of a person's, into the inbox. */
export async function deliver(platform: Platform, mailbox: Mailbox, raw: Buffer): Promise<Mail> {
  const { messageId, from, to, subject, text, replyTo, files } = await readMail(raw);
  const mail: Mail = {
    id: newId(),
    folder: "inbox",
    raw: raw.toString("base64"),
    messageId,
    subject,
    text,
    replyTo,
    to,
    files: files.map(({ name, type, bytes }) => ({ name, type, sizeBytes: bytes.length })),
    at: now(platform.world),
    person: from,
  };
  mailbox.mails.push(mail);
  note(platform, mailbox, { mailId: mail.id, type: "created" });
  platform.notify(mailbox, mail.id);
  return mail;
}

/** Writes a change down, for whoever asks what has changed. */
export function note(platform: Platform, { changes }: Mailbox, change: Omit<Mailbox["changes"][number], "place">): void {
  changes.push({ place: platform.world.next++, ...change });
  platform.changed();
}
