import { mayChoose } from "@/lib/rich-text/chosen-button";
import { type Button, messageContent } from "@/lib/schemas/content";
import { findAdapter } from "@/server/channels/registry";
import type { Scope } from "@/server/db/scope";
import type { ChannelFacts, LaneItem, Loaded } from "./world";

/**
 * The buttons that customers were last offered as numbered lines, by conversation: for short texts on channels that show no buttons,
 * and without a query for all others. Index messages (tenant, conversation, seq).
 */
export async function loadChoices(scope: Scope, items: LaneItem[], { channels, conversations }: Loaded): Promise<Map<string, Button[]>> {
  const plain = new Set(channels.filter(writesButtonsOut).map(({ id }) => id));
  const asked = new Set(
    items.flatMap(({ channelId, event }) => (plain.has(channelId) && event.type === "message" && mayChoose(event.text) ? [channelId] : [])),
  );
  const ids = conversations.flatMap(({ id, channelId }) => (asked.has(channelId) ? [id] : []));
  if (ids.length === 0) return new Map();
  // The tenant as a subquery for the reason told in message-view.ts.
  const { rows } = await scope.sql.query<{ id: string; payload: unknown }>(
    `select c.id, last.payload from unnest($2::uuid[]) c(id)
      cross join lateral (select m.payload from messages m where m.tenant_id = (select $1::uuid) and m.conversation_id = c.id and m.kind = 'outbound'
                           order by m.seq desc limit 1) last
      where last.payload ? 'buttons'`,
    [scope.tenantId, ids],
  );
  return new Map(rows.map(({ id, payload }) => [id, messageContent.safeParse(payload).data?.buttons ?? []]));
}

/** A mail's answer quotes and greets: its words are its own. */
function writesButtonsOut({ kind }: ChannelFacts): boolean {
  const capabilities = findAdapter(kind)?.capabilities;
  return capabilities?.buttons === 0 && !capabilities.mail;
}
