import * as z from "zod";
import { type Poll, type RawAnswer, SendError, type Transport } from "@/server/channels/contract";
import type { MicrosoftCredentials } from "../payload";
import { askGraph, type Config, callGraph } from "./api";
import { hasStatus } from "./errors";
import { renew } from "./subscription";

const MB = 1024 * 1024;
const FIRST_LOOK_BACK_S = 15 * 60;
/** What came in while the place was lost; what was stored before is known by its Message-ID. */
const RESYNC_S = 7 * 86_400;
/** Held in memory and stored in one transaction. */
const BATCH = 10;
const BATCH_BYTES = 8 * MB;
/** The largest mail that Exchange Online can be made to take is 150 MB; of a mail beyond our own limit its beginning is kept. */
const MAX_ANSWER_BYTES = 160 * MB;
const MAX_MAIL_BYTES = 40 * MB;

/** Up to where the inbox is known (of Microsoft's link its token alone, so that nobody can send us elsewhere), and the mails that wait to be fetched. */
const cursorSchema = z.object({
  place: z.object({ name: z.enum(["$skiptoken", "$deltatoken"]), token: z.string() }),
  queue: z.array(z.object({ id: z.string(), receivedAt: z.string().nullable() })),
});
type Cursor = z.output<typeof cursorSchema>;

const pageSchema = z.looseObject({
  value: z.array(z.looseObject({ id: z.string(), receivedDateTime: z.string().nullish(), "@removed": z.unknown().optional() })),
  "@odata.nextLink": z.string().optional(),
  "@odata.deltaLink": z.string().optional(),
});

/** First what is known to wait, then what has changed beyond it. */
export const pull: Poll<MicrosoftCredentials>["pull"] = async ({ config, cursor, hint }, transport) => {
  // Microsoft says that it ends our subscription, or has: before we look, so that nothing falls in between.
  if (hint?.lifecycle) await renew(config, transport);
  const known = cursorSchema.safeParse(cursor).data ?? null;
  const at = known?.queue.length ? known : await lookOn(config, known, transport);
  const { raw, taken } = await fetchMails(config, at.queue, transport);
  const queue = at.queue.slice(taken);
  return { raw, cursor: { place: at.place, queue } satisfies Cursor, hasMore: queue.length > 0 || at.place.name === "$skiptoken" };
};

async function lookOn(config: Config, known: Cursor | null, transport: Transport): Promise<Cursor> {
  if (!known) return readPage(config, since(Math.max((config.credentials.backfillDays ?? 0) * 86_400, FIRST_LOOK_BACK_S)), transport);
  try {
    return await readPage(config, { [known.place.name]: known.place.token }, transport);
  } catch (error) {
    // 410 syncStateNotFound: Microsoft has forgotten the place.
    if (hasStatus(error, 410) || (error instanceof SendError && /syncStateNotFound/i.test(error.code ?? "")))
      return readPage(config, since(RESYNC_S), transport);
    throw error;
  }
}

/** `created`: what somebody marks as read must not come again. Both are part of the token afterwards. */
const since = (seconds: number): Record<string, string> => ({
  $select: "receivedDateTime",
  changeType: "created",
  $filter: `receivedDateTime ge ${new Date(Date.now() - seconds * 1_000).toISOString().slice(0, 19)}Z`,
});

async function readPage(config: Config, query: Record<string, string>, transport: Transport): Promise<Cursor> {
  const path = `/me/mailFolders/inbox/messages/delta?${new URLSearchParams(query)}`;
  const page = await callGraph(config, { method: "GET", path, answer: pageSchema }, transport);
  const there = page.value.filter((mail) => mail["@removed"] === undefined);
  const queue = there.map(({ id, receivedDateTime }) => ({ id, receivedAt: receivedDateTime ?? null }));
  // In no order that is promised.
  queue.sort((a, b) => (a.receivedAt ?? "").localeCompare(b.receivedAt ?? ""));
  return { place: placeOf(page["@odata.nextLink"], page["@odata.deltaLink"]), queue };
}

function placeOf(next: string | undefined, delta: string | undefined): Cursor["place"] {
  const name = next ? "$skiptoken" : "$deltatoken";
  const link = next ?? delta ?? "";
  const token = URL.canParse(link) ? new URL(link).searchParams.get(name) : null;
  if (!token) throw new SendError("unknown", "Microsoft did not say where to go on reading.", { retryable: true });
  return { name, token };
}

/** One after the other, until it is much. A mail that was deleted meanwhile is left out. */
async function fetchMails(config: Config, queue: Cursor["queue"], transport: Transport): Promise<{ raw: RawAnswer[]; taken: number }> {
  const raw: RawAnswer[] = [];
  let bytes = 0;
  let taken = 0;
  for (const waiting of queue.slice(0, BATCH)) {
    if (bytes > BATCH_BYTES) break;
    const mail = await fetchMail(config, waiting, transport);
    if (mail) raw.push(mail);
    bytes += mail?.body.length ?? 0;
    taken += 1;
  }
  return { raw, taken };
}

async function fetchMail(config: Config, { id, receivedAt }: Cursor["queue"][number], transport: Transport): Promise<RawAnswer | null> {
  try {
    const path = `/me/messages/${encodeURIComponent(id)}/$value`;
    const { bytes } = await askGraph(config, { method: "GET", path, timeoutMs: 120_000, maxBytes: MAX_ANSWER_BYTES }, transport);
    const isHuge = bytes.length > MAX_MAIL_BYTES;
    const headers = {
      "x-microsoft-id": id,
      ...(receivedAt && { "x-received-at": receivedAt }),
      ...(isHuge && { "x-truncated-from": String(bytes.length) }),
    };
    return { body: isHuge ? bytes.subarray(0, MB) : bytes, headers };
  } catch (error) {
    if (hasStatus(error, 404)) return null;
    throw error;
  }
}
