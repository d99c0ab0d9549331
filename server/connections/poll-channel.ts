import type { ChannelAdapter, RawAnswer } from "@/server/channels/contract";
import { adapterOf } from "@/server/channels/registry";
import type { Scope } from "@/server/db/scope";
import { wake } from "@/server/db/wake";
import { readEvent } from "@/server/intake/store-event";
import { type EventToStore, storeEvents } from "@/server/intake/store-events";
import type { JobContext } from "@/server/jobs/define-job";
import { type ChannelRow, channelConfig } from "./channel-config";
import { decryptCredentials } from "./credentials";
import { transport } from "./transport";

/** A platform that always says "more" must not hold a worker for ever; the next poll goes on from the cursor. */
const MAX_PAGES = 200;

interface PolledChannel extends ChannelRow {
  cursor: unknown;
}

/**
 * Pulls what the platform keeps for a channel, page by page. Raw answers and the new cursor are stored in one transaction, so a
 * poll that dies repeats a page and skips none; two polls at once store a page once. Throws what the adapter throws.
 */
export async function pollOnce(context: Pick<JobContext, "tenantId" | "inTenant">, channelId: string, hint: Record<string, string> | null): Promise<void> {
  for (let page = 0; page < MAX_PAGES; page++) {
    const channel = await context.inTenant((scope) => findPolled(scope, channelId));
    if (!channel) return;
    const { poll } = adapterOf(channel.kind) as ChannelAdapter;
    if (!poll) return;
    const { raw, cursor, hasMore } = await poll.pull({ config: channelConfig(context.tenantId, channel), cursor: channel.cursor, hint }, transport);
    const isMine = await context.inTenant((scope) => storePulled(scope, channel, { raw, cursor, source: "poll" }));
    wake("lanes");
    if (!hasMore || !isMine) return;
  }
}

/** A channel as its poll or its standing connection needs it; null when it is gone or disconnected. */
export async function findPolled(scope: Scope, channelId: string): Promise<PolledChannel | null> {
  const { rows } = await scope.sql.query<PolledChannel>(
    `select id, kind, account_id as "accountId", credentials, method, poll_cursor as cursor from channels
      where tenant_id = $1 and id = $2 and disconnected_at is null`,
    [scope.tenantId, channelId],
  );
  return rows[0] ?? null;
}

/** The tenant's channel of the same kind that speaks for this account; null when it has none. */
export async function findSibling(scope: Scope, { channelId, account }: { channelId: string; account: string }): Promise<string | null> {
  const { rows } = await scope.sql.query<{ id: string }>(
    `select c.id from channels c join channels called on called.tenant_id = c.tenant_id and called.kind = c.kind
      where called.tenant_id = $1 and called.id = $2 and c.account_id = $3 and c.disconnected_at is null`,
    [scope.tenantId, channelId, account],
  );
  return rows[0]?.id ?? null;
}

interface Pulled {
  raw: RawAnswer[];
  cursor: unknown;
  source: "poll" | "gateway";
}

/**
 * Stores raw answers and moves the channel's cursor, in the scope's transaction. False when somebody else has moved it
 * meanwhile: then nothing is stored here, they have it. `cursor` undefined: it stays.
 */
export async function storePulled(scope: Scope, channel: PolledChannel, { raw, cursor, source }: Pulled): Promise<boolean> {
  if (cursor !== undefined && !(await moveCursor(scope, channel, cursor))) return false;
  const { id, kind, accountId } = channel;
  const ref = { tenantId: scope.tenantId, id, kind, accountId, credentials: decryptCredentials(channel.credentials) };
  const request = ({ body, headers = {} }: RawAnswer) => ({ method: "POST", url: "", query: {}, headers, rawBody: body });
  const events: EventToStore[] = [];
  // One after the other: a mail of 25 MB takes several times that while it is read.
  for (const answer of raw) events.push(await readEvent({ source, channel: ref, request: request(answer) }, scope.now));
  await storeEvents(scope.sql, events);
  return true;
}

async function moveCursor(scope: Scope, channel: PolledChannel, cursor: unknown): Promise<boolean> {
  const { rowCount } = await scope.sql.query(
    "update channels set poll_cursor = $3 where tenant_id = $1 and id = $2 and disconnected_at is null and poll_cursor is not distinct from $4::jsonb",
    [scope.tenantId, channel.id, JSON.stringify(cursor), channel.cursor === null ? null : JSON.stringify(channel.cursor)],
  );
  return rowCount === 1;
}
