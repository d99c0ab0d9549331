import { notFound } from "@/lib/errors";
import type { OpenWindow } from "@/lib/reply-window";
import type { ConversationRow } from "@/lib/schemas/conversation";
import type { Act, Capabilities } from "@/server/channels/contract";
import { findAdapter } from "@/server/channels/registry";
import type { Scope } from "@/server/db/scope";
import { knowsAct } from "@/server/messages/act-target";
import { listWindows } from "@/server/messages/list-windows";
import { conversationRows } from "./conversation-view";

export interface ConversationDetail extends ConversationRow {
  /** What the reply channel can do, and how it is: the composer asks before the agent types. `acts`: what its platform is shown of ours. */
  replyChannel: { status: string; statusReason: string | null; isConnected: boolean; capabilities: Capabilities | null; acts: Act["type"][] };
  /** Until when a free answer is allowed; null where there is no window. In the past: the window is closed. */
  windowClosesAt: string | null;
  /** Where the platform counts answers: what is open now, and how many each allows. */
  windows: OpenWindow[];
  /** Why nothing can ever be sent to this identity, as a sentence; null where it can. */
  refusal: string | null;
  /** The contact blocked this channel or left it. */
  isBlocked: boolean;
}

interface ReplyFacts {
  kind: string;
  status: string;
  status_reason: string | null;
  disconnected_at: Date | null;
  last_inbound_at: Date | null;
  blocked_at: Date | null;
  channel_id: string;
  identity_id: string;
  scope: string;
  value: string;
}

const HOUR_MS = 3_600_000;

/** One conversation with what the composer needs. Throws not-found, also for what this actor may not see. */
export async function getConversation(scope: Scope, id: string): Promise<ConversationDetail> {
  const [row] = await conversationRows(scope, [id]);
  if (!row) throw notFound("conversation");
  const { rows } = await scope.sql.query<ReplyFacts>(
    `select ch.kind, ch.status, ch.status_reason, ch.disconnected_at, c.last_inbound_at, i.blocked_at, c.channel_id, c.identity_id, i.scope, i.value
       from conversations c join channels ch on ch.tenant_id = c.tenant_id and ch.id = c.channel_id
       join identities i on i.tenant_id = c.tenant_id and i.id = c.identity_id where c.tenant_id = $1 and c.id = $2`,
    [scope.tenantId, id],
  );
  const facts = rows[0];
  if (!facts) throw notFound("conversation");
  const adapter = findAdapter(facts.kind);
  const capabilities = adapter?.capabilities ?? null;
  const acts = adapter?.acts?.known.filter((act) => knowsAct(facts.kind, act)) ?? [];
  const place = { conversationId: id, channelId: facts.channel_id, identityId: facts.identity_id };
  const windows = capabilities?.window?.counted ? await listWindows(scope, place) : [];
  return {
    ...row,
    replyChannel: { status: facts.status, statusReason: facts.status_reason, isConnected: facts.disconnected_at === null, capabilities, acts },
    windowClosesAt: windowClosesAt(capabilities, facts.last_inbound_at, windows),
    windows: windows.filter(({ expiresAt }) => Date.parse(expiresAt) > scope.now.getTime()),
    refusal: adapter?.outbound.refusal?.(facts) ?? null,
    isBlocked: facts.blocked_at !== null,
  };
}

/**
 * A person may answer in the extended window where the platform has one; where it counts answers, until the last window ends that was
 * opened. Without any act of the customer it closed at the epoch.
 */
function windowClosesAt(capabilities: Capabilities | null, lastInboundAt: Date | null, windows: OpenWindow[]): string | null {
  const window = capabilities?.window;
  if (!window) return null;
  if (window.counted) return new Date(Math.max(0, ...windows.map(({ expiresAt }) => Date.parse(expiresAt)))).toISOString();
  const hours = window.extendedHours ?? window.hours;
  return new Date(lastInboundAt ? lastInboundAt.getTime() + hours * HOUR_MS : 0).toISOString();
}
