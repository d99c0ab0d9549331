import type { Scope } from "@/server/db/scope";

export interface InboundEventView {
  id: string;
  receivedAt: string;
  /** dead and waiting speak of its worst item; rejected: refused after a good signature, or unreadable. */
  state: "waiting" | "done" | "dead" | "rejected";
  reason: string | null;
  source: string;
  sizeBytes: number;
  items: { position: number; state: string; reason: string | null; dedupKey: string }[];
}

interface Row extends Pick<InboundEventView, "id" | "reason" | "source" | "items"> {
  received_at: Date;
  state: string;
  size_bytes: number;
}

/**
 * A channel's raw events, newest first, for the operations screen and REST; of an event that spoke of several tenants only this
 * one's items. `before` is the last row's receivedAt. Bodies are never given out: one may hold another tenant's messages.
 */
export async function listInboundEvents(
  scope: Scope,
  { channelId, before, limit }: { channelId: string; before: Date | null; limit: number },
): Promise<InboundEventView[]> {
  const { rows } = await scope.sql.query<Row>("select * from jobs.list_inbound_events($1, $2, $3)", [
    channelId,
    before ?? new Date(scope.now.getTime() + 60_000),
    limit,
  ]);
  return rows.map((row) => ({
    id: row.id,
    receivedAt: row.received_at.toISOString(),
    state: stateOf(row),
    // What did not belong to this tenant is nobody's business here.
    reason: row.state === "accepted" ? (row.items.find((item) => item.state === "dead")?.reason ?? null) : row.reason,
    source: row.source,
    sizeBytes: row.size_bytes,
    items: row.items,
  }));
}

function stateOf({ state, items }: Row): InboundEventView["state"] {
  if (state !== "accepted") return "rejected";
  if (items.some((item) => item.state === "dead")) return "dead";
  return items.some((item) => item.state === "waiting") ? "waiting" : "done";
}
