import type { RawRequest } from "@/server/channels/contract";
import { findAdapter } from "@/server/channels/registry";
import { secretsOf } from "@/server/connections/platform-app";
import { jobsPool } from "@/server/db/client";
import { wake } from "@/server/db/wake";
import { type ChannelRef, findChannel } from "./find-channel";
import { type PreparedItem, prepareItems } from "./prepare-items";
import { ofChannel } from "./receive-webhook";

export interface ReplayFilter {
  /** Left out: every tenant, and the bodies that found no tenant. */
  tenantId?: string;
  channelId?: string;
  eventId?: string;
  since?: Date;
  /** `failed`: only what was refused, found no channel, could not be read, or of which an item died. */
  state?: "failed";
}

export interface Replayed {
  events: number;
  /** Items that wait in their lanes again: new, dead before, or read differently today. */
  items: number;
  /** Events that today's adapter cannot read or place either. */
  failed: number;
}

interface EventRow {
  id: string;
  kind: string;
  tenant_id: string | null;
  channel_id: string | null;
  method: string;
  url: string;
  headers: Record<string, string>;
  body: Buffer;
}

const PAGE = 200;

/**
 * Raw events once more through today's adapters, oldest first. What was done and reads the same stays untouched, a message
 * that was stored stays one message. Runs as the worker's role: needs DATABASE_MIGRATION_URL.
 */
export async function replayEvents(filter: ReplayFilter): Promise<Replayed> {
  const total: Replayed = { events: 0, items: 0, failed: 0 };
  const until = new Date();
  for (let after = "00000000-0000-0000-0000-000000000000"; ; ) {
    const page = await listEvents(filter, { after, until });
    for (const event of page) {
      const items = await replayOne(event, filter.tenantId);
      total.events += 1;
      total.items += items ?? 0;
      total.failed += items === null ? 1 : 0;
    }
    if (total.items > 0) wake("lanes");
    const last = page.at(-1);
    if (!last || page.length < PAGE) return total;
    after = last.id;
  }
}

/** Ids are UUIDv7: their order is the order of arrival. */
async function listEvents({ tenantId, channelId, eventId, since, state }: ReplayFilter, range: { after: string; until: Date }): Promise<EventRow[]> {
  const { rows } = await jobsPool().query<EventRow>(
    `select e.id, e.kind, e.tenant_id, e.channel_id, e.method, e.url, e.headers, e.body from jobs.inbound_events e
      where e.id > $1 and e.received_at <= $2
        and ($3::timestamptz is null or e.received_at >= $3)
        and ($4::uuid is null or e.id = $4)
        and ($5::uuid is null or e.tenant_id = $5 or e.tenant_id is null and (e.state <> 'accepted' or e.reason = 'partly-unroutable'
              or exists (select from jobs.inbound_items i where i.event_id = e.id and i.tenant_id = $5)))
        and ($6::uuid is null or e.channel_id = $6 or e.channel_id is null and (e.state <> 'accepted' or e.reason = 'partly-unroutable'
              or exists (select from jobs.inbound_items i where i.event_id = e.id and i.channel_id = $6)))
        and ($7::text is null or e.state <> 'accepted' or e.reason = 'partly-unroutable'
              or exists (select from jobs.inbound_items i where i.event_id = e.id and i.state = 'dead'))
      order by e.id limit ${PAGE}`,
    [range.after, range.until, since ?? null, eventId ?? null, tenantId ?? null, channelId ?? null, state ?? null],
  );
  return rows;
}

type Placed = PreparedItem & { tenantId: string; channelId: string };

/** The number of items taken up; null when the event can still not be read or placed. */
async function replayOne(event: EventRow, onlyTenant: string | undefined): Promise<number | null> {
  const read = await readAgain(event);
  if (typeof read === "string") return null;
  const mine = read.placed.filter((item) => onlyTenant === undefined || item.tenantId === onlyTenant);
  if (mine.length === 0 && read.strays > 0) return null;
  const partly = read.strays > 0 || mine.length < read.placed.length;
  const { rows } = await jobsPool().query<{ is_taken: boolean }>("select is_taken from jobs.replay_event($1, $2)", [
    JSON.stringify({ id: event.id, state: "accepted", reason: partly && event.tenant_id === null ? "partly-unroutable" : null }),
    JSON.stringify(mine),
  ]);
  return rows.filter((row) => row.is_taken).length;
}

/** Today's reading, each item with its channel; a string says why there is none. */
async function readAgain(event: EventRow): Promise<{ placed: Placed[]; strays: number } | string> {
  const adapter = findAdapter(event.kind);
  if (!adapter) return "no such kind";
  const channel = event.channel_id ? await findChannel(event.kind, event.channel_id) : null;
  if (event.channel_id && (!channel || channel.isDisconnected)) return "channel disconnected";
  const request = rawRequest(event);
  try {
    const items = await adapter.inbound.normalise(request, secretsOf(adapter, channel));
    const prepared = prepareItems(channel ? items.map((item) => ofChannel(item, channel)) : items, new Date());
    return await place(event.kind, prepared, channel);
  } catch (error) {
    return (error as Error).message;
  }
}

function rawRequest({ method, url, headers, body }: EventRow): RawRequest {
  const query = url.includes("?") ? Object.fromEntries(new URLSearchParams(url.slice(url.indexOf("?") + 1))) : {};
  return { method, url, query, headers, rawBody: body };
}

async function place(kind: string, items: PreparedItem[], channel: ChannelRef | null): Promise<{ placed: Placed[]; strays: number }> {
  if (channel) return { placed: items.map((item) => ({ ...item, tenantId: channel.tenantId, channelId: channel.id })), strays: 0 };
  const accounts = [...new Set(items.flatMap(({ account }) => (account === null ? [] : [account])))];
  const { rows } = await jobsPool().query<{ tenant_id: string; id: string; account_id: string }>(
    "select tenant_id, id, account_id from lookup.channels_by_account($1, $2)",
    [kind, accounts],
  );
  // What came for an account above several channels is theirs all.
  const found = items.map((item) => rows.filter((row) => row.account_id === item.account));
  const placed = items.flatMap((item, index) => (found[index] ?? []).map((row) => ({ ...item, tenantId: row.tenant_id, channelId: row.id })));
  return { placed, strays: found.filter((channels) => channels.length === 0).length };
}
