import { AppError } from "@/lib/errors";
import type { RawRequest } from "@/server/channels/contract";
import { appPool } from "@/server/db/client";
import { asUnavailable } from "@/server/db/db-errors";
import { newId } from "@/server/db/ids";
import type { Sql } from "@/server/db/scope";
import { wake } from "@/server/db/wake";
import type { PreparedItem } from "./prepare-items";
import { sanitise } from "./sanitise";

export type EventSource = "webhook" | "poll" | "gateway" | "api" | "widget";

/** One raw body with what was read out of it. Items without a channel are routed by their account, inside the statement. */
export interface EventToStore {
  kind: string;
  source: EventSource;
  channel: { tenantId: string; id: string } | null;
  request: RawRequest;
  state: "accepted" | "rejected" | "unparseable";
  reason: string | null;
  receivedAt: Date;
  items: PreparedItem[];
}

export interface StoredItemResult {
  position: number;
  /** Null: nobody connected that account. */
  channelId: string | null;
  /** False: the same thing had been stored before. */
  isNew: boolean;
}

/** Raw bodies are kept with their headers, for support and replay; these two would be somebody's secret. */
const SECRET_HEADERS = new Set(["authorization", "cookie"]);

/** Stores raw events, items and lanes in ONE statement on the given connection. Gives each event's results, in order. */
export async function storeEvents(sql: Sql, events: EventToStore[]): Promise<StoredItemResult[][]> {
  const results: StoredItemResult[][] = events.map(() => []);
  const { rows } = await sql.query<{ event_index: number; item_position: number; item_channel: string | null; is_new: boolean }>(
    "select * from jobs.store_events($1, $2, $3)",
    [JSON.stringify(events.map(eventRow)), events.map((event) => Buffer.from(event.request.rawBody)), JSON.stringify(events.flatMap(itemRows))],
  );
  for (const row of rows) results[row.event_index]?.push({ position: row.item_position, channelId: row.item_channel, isNew: row.is_new });
  return results;
}

function eventRow(event: EventToStore, index: number) {
  return {
    index,
    id: newId(),
    kind: event.kind,
    tenantId: event.channel?.tenantId ?? null,
    channelId: event.channel?.id ?? null,
    source: event.source,
    method: event.request.method,
    url: sanitise(event.request.url),
    headers: sanitise(Object.fromEntries(Object.entries(event.request.headers).filter(([name]) => !SECRET_HEADERS.has(name)))),
    state: event.state,
    reason: event.reason === null ? null : sanitise(event.reason.slice(0, 500)),
    receivedAt: event.receivedAt.toISOString(),
  };
}

function itemRows(event: EventToStore, eventIndex: number) {
  return event.items.map((item) => ({
    ...item,
    eventIndex,
    tenantId: event.channel?.tenantId ?? null,
    channelId: event.channel?.id ?? null,
  }));
}

interface Waiting {
  event: EventToStore;
  resolve(result: StoredItemResult[]): void;
  reject(error: unknown): void;
}

// What arrives while a statement is on its way shares the next one, so that many requests share one commit. A second goes out
// beside it only when a good load waits: when the first one is stuck behind a lock, the others do not wait for it.
const MAX_STATEMENTS = 4;
const GOOD_LOAD = 16;
const MAX_EVENTS = 64;
const MAX_BYTES = 8_000_000;
const waiting: Waiting[] = [];
let running = 0;

/**
 * Stores one raw event with its items and lanes, and wakes the drain. Resolves after the commit.
 * Throws `unavailable` while the database is away; whatever the database refuses for its content rejects this event alone.
 */
export function storeTogether(event: EventToStore): Promise<StoredItemResult[]> {
  return new Promise((resolve, reject) => {
    waiting.push({ event, resolve, reject });
    pump();
  });
}

function pump(): void {
  const isWorthwhile = running === 0 ? waiting.length > 0 : waiting.length >= GOOD_LOAD;
  if (!isWorthwhile || running >= MAX_STATEMENTS) return;
  running += 1;
  // After what else this turn of the loop has read from its sockets: a statement for one event costs most of what one for ten does.
  setImmediate(() => {
    void storeBatch(takeBatch()).finally(() => {
      running -= 1;
      pump();
    });
  });
}

function takeBatch(): Waiting[] {
  let bytes = 0;
  let count = 0;
  for (const { event } of waiting) {
    bytes += event.request.rawBody.byteLength;
    if (count > 0 && (count >= MAX_EVENTS || bytes > MAX_BYTES)) break;
    count += 1;
  }
  return waiting.splice(0, count);
}

async function storeBatch(batch: Waiting[]): Promise<void> {
  if (batch.length === 0) return;
  try {
    const results = await storeEvents(
      appPool(),
      batch.map((entry) => entry.event),
    );
    wake("lanes");
    for (const [i, entry] of batch.entries()) entry.resolve(results[i] ?? []);
  } catch (error) {
    const failure = asUnavailable(error);
    // Nobody's fault, and asking again one by one would keep the platforms waiting.
    if (batch.length === 1 || failure instanceof AppError) for (const entry of batch) entry.reject(failure);
    // One of them may be at fault; its neighbours must not suffer.
    else await Promise.all(batch.map((entry) => storeBatch([entry])));
  }
}
