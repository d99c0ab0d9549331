import * as z from "zod";
import type { Page } from "@/lib/schemas/page";
import { accessChannel } from "@/server/connections/access-channel";
import { decodeCursor, encodeCursor } from "@/server/db/cursor";
import { micros, microsSql } from "@/server/db/micros";
import type { Scope } from "@/server/db/scope";

type ItemState = "waiting" | "done" | "dead";

interface ItemFacts {
  position: number;
  state: ItemState;
  reason: string | null;
  dedupKey: string;
}

export interface InboundEventView {
  id: string;
  receivedAt: string;
  /** rejected: the event as a whole could not be taken. Else what its items say: one that died makes it dead, one that waits waiting. */
  state: ItemState | "rejected";
  reason: string | null;
  source: string;
  sizeBytes: number;
  items: ItemFacts[];
}

interface Row {
  id: string;
  received_at: Date;
  at: string;
  state: string;
  reason: string | null;
  source: string;
  size_bytes: number;
  items: ItemFacts[];
}

const cursorShape = z.tuple([micros]);

/** A channel's raw events, newest first: what came, and what became of it. Throws not-found. */
export async function listInboundEvents(scope: Scope, input: { channelId: string; limit: number; cursor?: string }): Promise<Page<InboundEventView>> {
  const channel = await accessChannel(scope, input.channelId);
  const before = input.cursor ? decodeCursor(input.cursor, cursorShape)[0] : "infinity";
  const { rows } = await scope.sql.query<Row>(`select e.*, ${microsSql("e.received_at")} as at from jobs.list_inbound_events($1, $2, $3) e`, [
    channel.id,
    before,
    input.limit,
  ]);
  const last = rows.at(-1);
  return { items: rows.map(view), nextCursor: rows.length === input.limit && last ? encodeCursor([last.at]) : null };
}

function view(row: Row): InboundEventView {
  const dead = row.items.find((item) => item.state === "dead");
  const isWaiting = row.items.some((item) => item.state === "waiting");
  const ofItems: ItemState = dead ? "dead" : isWaiting ? "waiting" : "done";
  return {
    id: row.id,
    receivedAt: row.received_at.toISOString(),
    state: row.state === "accepted" ? ofItems : "rejected",
    // An accepted event's own reason speaks of items that were not this tenant's.
    reason: (row.state === "accepted" ? dead?.reason : row.reason) ?? null,
    source: row.source,
    sizeBytes: row.size_bytes,
    items: row.items,
  };
}
