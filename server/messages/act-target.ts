import { AppError, notFound } from "@/lib/errors";
import type { MessageContent } from "@/lib/schemas/content";
import type { Act, RenderContext } from "@/server/channels/contract";
import { findAdapter } from "@/server/channels/registry";
import { isId } from "@/server/db/ids";
import type { Scope } from "@/server/db/scope";
import type { DeliveryStatus } from "./next-status";

/** Where an act of ours goes: read in a transaction, used outside of it. */
export interface ActTarget {
  channel: { id: string; kind: string; accountId: string; credentials: Buffer; isConnected: boolean };
  to: RenderContext["to"];
  thread: string;
}

/** The message that an act names. */
export interface MessageTarget extends ActTarget {
  id: string;
  conversationId: string;
  kind: "inbound" | "outbound" | "note" | "activity";
  authorType: string;
  authorId: string | null;
  payload: MessageContent | null;
  deletedAt: Date | null;
  handles: Record<string, string> | null;
  status: DeliveryStatus | null;
  /** The platform's ids of the message: of one of ours that left in parts, each part's. */
  externalIds: string[];
}

const CHANNEL = `json_build_object('id', ch.id, 'kind', ch.kind, 'accountId', ch.account_id, 'isConnected', ch.disconnected_at is null) as channel, ch.credentials`;

type Row<T extends ActTarget> = Omit<T, "channel"> & { channel: Omit<T["channel"], "credentials">; credentials: Buffer };

/** Who is on the other side of a conversation, on the channel that it is held on. Null: there is no such conversation. */
export async function findConversationTarget(scope: Scope, conversationId: string): Promise<(ActTarget & { lastExternalId: string | null }) | null> {
  const { rows } = await scope.sql.query<Row<ActTarget & { lastExternalId: string | null }>>(
    `select ${CHANNEL}, json_build_object('scope', i.scope, 'value', i.value) as "to", v.thread_key as thread,
            (select m.external_id from messages m where m.tenant_id = v.tenant_id and m.conversation_id = v.id and m.kind = 'inbound'
              order by m.seq desc limit 1) as "lastExternalId"
       from conversations v join channels ch on ch.tenant_id = v.tenant_id and ch.id = v.channel_id
       join identities i on i.tenant_id = v.tenant_id and i.id = v.identity_id where v.tenant_id = $1 and v.id = $2`,
    [scope.tenantId, conversationId],
  );
  return rows[0] ? withCredentials(rows[0]) : null;
}

/** A message as an act names it. A group's is the group's, whoever in it wrote. Throws not-found; visibility is the caller's. */
export async function accessMessageTarget(scope: Scope, messageId: string): Promise<MessageTarget> {
  if (!isId(messageId)) throw notFound("message");
  const { rows } = await scope.sql.query<Row<MessageTarget>>(
    `select m.id, m.conversation_id as "conversationId", m.kind, m.author_type as "authorType", m.author_id as "authorId", m.payload, m.handles,
            m.deleted_at as "deletedAt", d.status, ${CHANNEL},
            json_build_object('scope', i.scope, 'value', i.value) as "to", case when v.channel_id = m.channel_id then v.thread_key else i.value end as thread,
            coalesce((select array_agg(p.external_id order by p.part) from delivery_parts p
                       where p.tenant_id = $1 and p.delivery_id = d.id and p.external_id is not null),
                     case when m.external_id is null then '{}' else array[m.external_id] end) as "externalIds"
       from messages m join conversations v on v.tenant_id = m.tenant_id and v.id = m.conversation_id
       join channels ch on ch.tenant_id = m.tenant_id and ch.id = m.channel_id
       join identities mine on mine.tenant_id = m.tenant_id and mine.id = m.identity_id
       join identities i on i.tenant_id = m.tenant_id
        and i.id = case when mine.contact_id = v.contact_id or v.channel_id <> m.channel_id then mine.id else v.identity_id end
       left join deliveries d on d.tenant_id = m.tenant_id and d.message_id = m.id
      where m.tenant_id = $1 and m.id = $2`,
    [scope.tenantId, messageId],
  );
  if (!rows[0]) throw notFound("message");
  return withCredentials(rows[0]);
}

function withCredentials<T extends ActTarget>({ channel, credentials, ...row }: Row<T>): T {
  return { ...row, channel: { ...channel, credentials } } as unknown as T;
}

/** Whether the channel's platform knows such an act. Pure. */
export function knowsAct(kind: string, type: Act["type"]): boolean {
  const adapter = findAdapter(kind);
  if (!adapter?.acts?.known.includes(type)) return false;
  const { edit, unsend, reactions, typing } = adapter.capabilities;
  return { edit, unsend, react: reactions, typing: typing.outbound, read: true }[type];
}

/** Throws conflict `not-supported` or `channel-disconnected`, with a sentence. */
export function assertKnowsAct({ channel }: ActTarget, type: Act["type"]): void {
  const title = findAdapter(channel.kind)?.title ?? channel.kind;
  if (!knowsAct(channel.kind, type))
    throw new AppError("conflict", `${channel.kind} does not know ${type}`, { reason: "not-supported", publicMessage: `${title} does not offer that.` });
  if (!channel.isConnected)
    throw new AppError("conflict", "channel disconnected", { reason: "channel-disconnected", publicMessage: "This channel is disconnected." });
}
