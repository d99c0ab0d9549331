import * as z from "zod";
import { type ChannelConfig, type Poll, type RawAnswer, SendError, type Transport } from "@/server/channels/contract";
import type { GoogleCredentials } from "../payload";
import { callGmail } from "./api";

type Config = ChannelConfig<GoogleCredentials>;

/** Held in memory and stored in one transaction. */
const BATCH = 10;
const BATCH_BYTES = 8 * 1024 * 1024;
const FIRST_LOOK_BACK_S = 15 * 60;
/** The largest mail at Google, in base64. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;
/** History is kept for about a week; older places are gone (developers.google.com/gmail/api/guides/sync). */
const RESYNC_S = 7 * 86_400;

/** The place in the mailbox's history up to which everything is known, and the mails that wait to be fetched. */
const cursorSchema = z.object({ historyId: z.string(), queue: z.array(z.string()) });
type Cursor = z.output<typeof cursorSchema>;

const id = z.union([z.string(), z.number()]).transform(String);
const profileSchema = z.looseObject({ emailAddress: z.string(), historyId: id });
const historySchema = z.looseObject({
  history: z.array(z.looseObject({ messagesAdded: z.array(z.looseObject({ message: z.looseObject({ id }) })).optional() })).optional(),
  historyId: id,
  nextPageToken: z.string().optional(),
});
const listSchema = z.looseObject({ messages: z.array(z.looseObject({ id })).optional(), nextPageToken: z.string().optional() });
const mailSchema = z.looseObject({ raw: z.string(), internalDate: id.optional() });

/** Whose mailbox it is. Throws SendError. */
export function getProfile(config: Config, transport: Transport): Promise<z.output<typeof profileSchema>> {
  return callGmail(config, { method: "GET", path: "/gmail/v1/users/me/profile", answer: profileSchema }, transport);
}

/** First what is known to wait, then what history tells beyond it. */
export const pull: Poll<GoogleCredentials>["pull"] = async ({ config, cursor }, transport) => {
  const known = cursorSchema.safeParse(cursor).data;
  const place = known?.queue.length ? known : await lookOn(config, known ?? null, transport);
  const { raw, taken } = await fetchMails(config, place.queue, transport);
  const queue = place.queue.slice(taken);
  return { raw, cursor: { historyId: place.historyId, queue } satisfies Cursor, hasMore: queue.length > 0 };
};

async function lookOn(config: Config, known: Cursor | null, transport: Transport): Promise<Cursor> {
  if (!known) return lookBack(config, Math.max((config.credentials.backfillDays ?? 0) * 86_400, FIRST_LOOK_BACK_S), transport);
  try {
    return await readHistory(config, known.historyId, transport);
  } catch (error) {
    // The place is older than what Google keeps: what was stored before is known by its Message-ID.
    if (error instanceof SendError && error.code === "404") return lookBack(config, RESYNC_S, transport);
    throw error;
  }
}

/** The place is asked for first: what comes in meanwhile is told twice rather than never. */
async function lookBack(config: Config, seconds: number, transport: Transport): Promise<Cursor> {
  const { historyId } = await getProfile(config, transport);
  const after = Math.floor(Date.now() / 1_000) - seconds;
  const ids: string[] = [];
  let pageToken: string | undefined;
  do {
    const query = new URLSearchParams({ labelIds: "INBOX", q: `after:${after}`, maxResults: "100", ...(pageToken ? { pageToken } : {}) });
    const page = await callGmail(config, { method: "GET", path: `/gmail/v1/users/me/messages?${query}`, answer: listSchema }, transport);
    ids.push(...(page.messages ?? []).map((message) => message.id));
    pageToken = page.nextPageToken;
  } while (pageToken);
  // Listed newest first.
  return { historyId, queue: ids.reverse() };
}

/** All pages, before the place moves: half of them read would lose the rest. */
async function readHistory(config: Config, startHistoryId: string, transport: Transport): Promise<Cursor> {
  const ids = new Set<string>();
  let historyId = startHistoryId;
  let pageToken: string | undefined;
  do {
    const query = new URLSearchParams({ startHistoryId, historyTypes: "messageAdded", labelId: "INBOX", ...(pageToken ? { pageToken } : {}) });
    const page = await callGmail(config, { method: "GET", path: `/gmail/v1/users/me/history?${query}`, answer: historySchema }, transport);
    for (const { messagesAdded = [] } of page.history ?? []) for (const { message } of messagesAdded) ids.add(message.id);
    historyId = page.historyId;
    pageToken = page.nextPageToken;
  } while (pageToken);
  return { historyId, queue: [...ids] };
}

/** One after the other, until it is much. A mail that was deleted meanwhile is left out. */
async function fetchMails(config: Config, ids: string[], transport: Transport): Promise<{ raw: RawAnswer[]; taken: number }> {
  const raw: RawAnswer[] = [];
  let bytes = 0;
  let taken = 0;
  for (const mailId of ids.slice(0, BATCH)) {
    if (bytes > BATCH_BYTES) break;
    const mail = await fetchMail(config, mailId, transport);
    if (mail) raw.push(mail);
    bytes += mail?.body.length ?? 0;
    taken += 1;
  }
  return { raw, taken };
}

async function fetchMail(config: Config, mailId: string, transport: Transport): Promise<RawAnswer | null> {
  try {
    const path = `/gmail/v1/users/me/messages/${encodeURIComponent(mailId)}?format=raw`;
    const mail = await callGmail(config, { method: "GET", path, timeoutMs: 60_000, maxBytes: MAX_ANSWER_BYTES, answer: mailSchema }, transport);
    const receivedAt = new Date(Number(mail.internalDate ?? Number.NaN));
    const headers = { "x-gmail-id": mailId, ...(Number.isNaN(receivedAt.getTime()) ? {} : { "x-received-at": receivedAt.toISOString() }) };
    return { body: Buffer.from(mail.raw, "base64url"), headers };
  } catch (error) {
    if (error instanceof SendError && error.code === "404") return null;
    throw error;
  }
}
