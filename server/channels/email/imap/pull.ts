import type { ImapFlow } from "imapflow";
import * as z from "zod";
import type { Poll, RawAnswer } from "@/server/channels/contract";
import type { ServerCredentials } from "../payload";
import { inInbox } from "./session";

const MB = 1024 * 1024;
const DAY_MS = 86_400_000;

/** Held in memory and stored in one transaction: so many mails or so many bytes, whatever comes first, and always at least one. */
const MAX_MAILS = 50;
const MAX_BYTES = 8 * MB;
/** Of a mail beyond this (servers take 25 to 50 MB) only the beginning is fetched: what was written stands there. */
const MAX_MAIL_BYTES = 40 * MB;
const BEGINNING_BYTES = MB;

/** Whoever connects a mailbox has just written to it to see it work; and a mail must not fall between connecting and the first look. */
const FIRST_LOOK_BACK_MS = 15 * 60_000;
/** After the server numbered its mails anew: long enough for what came in while nobody looked. What was stored before is known by its Message-ID. */
const RESYNC_DAYS = 7;

/** The last mail that was taken, by its number; numbers are good under one validity (RFC 3501, section 2.3.1.1). */
const cursorSchema = z.object({ uidValidity: z.string(), lastUid: z.number() });
type Cursor = z.output<typeof cursorSchema>;

export const poll: Poll<ServerCredentials> = {
  async pull({ config, cursor }, transport) {
    const { imap, backfillDays } = config.credentials;
    return inInbox(imap, transport, async (client) => {
      const place = await placeIn(client, cursorSchema.safeParse(cursor).data ?? null, backfillDays);
      const waiting = await uidsAfter(client, place.lastUid);
      const { batch, hasMore } = await chooseBatch(client, waiting);
      const raw = await fetchMails(client, batch, place.uidValidity);
      const next = { ...place, lastUid: batch.at(-1)?.uid ?? place.lastUid };
      return { raw, cursor: next, hasMore };
    });
  },
};

/** Where to go on reading: after the cursor, or from a date on where there is none (any more). */
async function placeIn(client: ImapFlow, cursor: Cursor | null, backfillDays = 0): Promise<Cursor> {
  if (!client.mailbox) throw new Error("no inbox is open");
  const uidValidity = String(client.mailbox.uidValidity);
  if (cursor?.uidValidity === uidValidity) return cursor;
  const backMs = cursor ? RESYNC_DAYS * DAY_MS : Math.max(backfillDays * DAY_MS, FIRST_LOOK_BACK_MS);
  const first = await firstSince(client, new Date(Date.now() - backMs));
  return { uidValidity, lastUid: (first ?? client.mailbox.uidNext) - 1 };
}

/** SINCE knows days only, and those of the server's time zone: asked a day earlier, then the instants themselves are compared. */
async function firstSince(client: ImapFlow, since: Date): Promise<number | null> {
  const uids = sorted(await client.search({ since: new Date(since.getTime() - DAY_MS) }, { uid: true }));
  if (uids.length === 0) return null;
  const recent: number[] = [];
  for await (const { uid, internalDate } of client.fetch(ranges(uids), { uid: true, internalDate: true }, { uid: true })) {
    if (new Date(internalDate ?? 0) >= since) recent.push(uid);
  }
  return sorted(recent)[0] ?? null;
}

/** `*` is the last mail even where its number is below the range: filtered. */
async function uidsAfter(client: ImapFlow, lastUid: number): Promise<number[]> {
  const found = await client.search({ uid: `${lastUid + 1}:*` }, { uid: true });
  return sorted(found).filter((uid) => uid > lastUid);
}

interface Waiting {
  uid: number;
  sizeBytes: number;
}

async function chooseBatch(client: ImapFlow, uids: number[]): Promise<{ batch: Waiting[]; hasMore: boolean }> {
  const candidates = uids.slice(0, MAX_MAILS);
  if (candidates.length === 0) return { batch: [], hasMore: false };
  const sizes = new Map<number, number>();
  for await (const { uid, size = 0 } of client.fetch(ranges(candidates), { uid: true, size: true }, { uid: true })) sizes.set(uid, size);
  const batch: Waiting[] = [];
  let bytes = 0;
  for (const uid of candidates) {
    const sizeBytes = sizes.get(uid) ?? 0;
    if (batch.length > 0 && bytes + sizeBytes > MAX_BYTES) break;
    batch.push({ uid, sizeBytes });
    bytes += Math.min(sizeBytes, MAX_MAIL_BYTES);
  }
  return { batch, hasMore: batch.length < uids.length };
}

/** One after the other. A mail that was deleted meanwhile is left out; one that the server gives no bytes for is kept as that, visible and counted. */
async function fetchMails(client: ImapFlow, batch: Waiting[], uidValidity: string): Promise<RawAnswer[]> {
  const mails: RawAnswer[] = [];
  for (const { uid, sizeBytes } of batch) {
    const isHuge = sizeBytes > MAX_MAIL_BYTES;
    const source = isHuge ? { start: 0, maxLength: BEGINNING_BYTES } : true;
    const mail = await client.fetchOne(String(uid), { uid: true, internalDate: true, source }, { uid: true });
    if (!mail) continue;
    const headers = {
      "x-received-at": instantOf(mail.internalDate),
      "x-mailbox": "INBOX",
      "x-uid": String(uid),
      "x-uid-validity": uidValidity,
      ...(isHuge && { "x-truncated-from": String(sizeBytes) }),
    };
    mails.push({ body: mail.source || new Uint8Array(), headers });
  }
  return mails;
}

function instantOf(internalDate: Date | string | undefined): string {
  const at = new Date(internalDate ?? Number.NaN);
  return (Number.isNaN(at.getTime()) ? new Date() : at).toISOString();
}

/** A search that failed is no empty mailbox: taken for one, it would skip what waits. */
function sorted(uids: number[] | false | undefined): number[] {
  if (!uids) throw new Error("the mailbox could not be searched");
  return [...uids].sort((a, b) => a - b);
}

/** "3:5,9": a command line must not grow with the mailbox. */
function ranges(uids: number[]): string {
  const parts: [number, number][] = [];
  for (const uid of uids) {
    const last = parts.at(-1);
    if (last && last[1] === uid - 1) last[1] = uid;
    else parts.push([uid, uid]);
  }
  return parts.map(([from, to]) => (from === to ? from : `${from}:${to}`)).join(",");
}
