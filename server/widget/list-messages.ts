import { type Button, messageContent } from "@/lib/schemas/content";
import type { AttachmentView, MessageView } from "@/lib/schemas/message";
import { inTenant } from "@/server/db/in-tenant";
import type { Scope } from "@/server/db/scope";
import { messageViews } from "@/server/messages/message-view";
import { currentCursor } from "@/server/realtime/list-events";
import type { Visitor } from "./find-visitor";
import { VISITOR } from "./start-session";
import { storeEntries } from "./store-entries";
import { visibleConversations } from "./visible-conversations";

type VisitorAttachment = Pick<AttachmentView, "id" | "kind" | "name" | "mimeType" | "sizeBytes" | "url" | "width" | "height">;

/** A message as its customer may see it. */
export interface VisitorMessage {
  id: string;
  /** Of the visitor's own message: what their browser called it. */
  clientId: string | null;
  kind: "inbound" | "outbound";
  authorName: string | null;
  isBot: boolean;
  text: string | null;
  isMarkdown: boolean;
  /** What may be pressed below it. */
  buttons: Button[];
  attachments: VisitorAttachment[];
  /** ISO 8601. */
  at: string;
  /** Outbound: the delivery's. Inbound: `read` once an agent has seen it. */
  status: "sent" | "delivered" | "read";
  isEdited: boolean;
  isDeleted: boolean;
}

export interface MessagePage {
  messages: VisitorMessage[];
  /** Where to go on from: every change up to here is in this page or was before it. */
  cursor: number;
  /** The page is the newest part of the whole, not what changed: forget what you had. */
  isReset: boolean;
  hasConversation: boolean;
  status: string | null;
}

const PAGE = 100;
/** Further behind in the tenant's feed than this, the newest page costs less than reading the changes. */
const MAX_BEHIND = 5_000;

/**
 * The visitor's messages in order: all that changed after a cursor, or the newest 100. Never notes, nor what is not sent yet
 * (an answer can still be taken back), nor what went out by another channel. What is fetched here counts as delivered.
 */
export async function listMessages(visitor: Visitor, after: number | null): Promise<MessagePage> {
  const page = await inTenant(visitor.channel.tenantId, VISITOR, async (scope) => {
    // Read first: cursors are dense and commit in order, so everything up to it is visible to the queries below.
    const cursor = await currentCursor(scope);
    const conversations = await visibleConversations(scope, visitor);
    const ids = conversations.map((conversation) => conversation.id);
    const isReset = after === null || after > cursor || cursor - after > MAX_BEHIND;
    const changed = isReset ? null : await changedMessages(scope, ids, { after, upTo: cursor });
    const messages = ids.length === 0 || changed?.length === 0 ? [] : await readMessages(scope, visitor, { ids, changed });
    return { messages, cursor, isReset, hasConversation: ids.length > 0, status: conversations[0]?.status ?? null };
  });
  await confirmDelivered(visitor, page.messages);
  return page;
}

/** Also the visitor's own that an agent has seen since: nothing of the messages themselves changed. */
async function changedMessages(scope: Scope, conversationIds: string[], { after, upTo }: { after: number; upTo: number }): Promise<string[]> {
  if (conversationIds.length === 0 || after === upTo) return [];
  const { rows } = await scope.sql.query<{ message_id: string }>(
    `with changes as (
       select * from events where tenant_id = $1 and cursor > $2 and cursor <= $3 and conversation_id = any($4::uuid[])
     )
     select message_id from changes where message_id is not null
      union
     select m.id from changes e join messages m on m.tenant_id = $1 and m.conversation_id = e.conversation_id and m.kind = 'inbound'
        and m.seq > (e.data->>'afterSeq')::bigint and m.seq <= (e.data->>'upToSeq')::bigint
      where e.type = 'conversation.read'`,
    [scope.tenantId, after, upTo, conversationIds],
  );
  return rows.map((row) => row.message_id);
}

async function readMessages(scope: Scope, { channel }: Visitor, { ids, changed }: { ids: string[]; changed: string[] | null }): Promise<VisitorMessage[]> {
  const views = await messageViews(scope, {
    where: `m.conversation_id = any($2::uuid[]) and m.channel_id = $3 and ($4::uuid[] is null or m.id = any($4)) and (m.kind = 'inbound' or m.kind = 'outbound'
            and exists (select from deliveries d where d.tenant_id = m.tenant_id and d.message_id = m.id and d.status in ('sent', 'delivered', 'read')))`,
    order: "stored_at desc, id desc",
    limit: `limit ${PAGE}`,
    values: [ids, channel.id, changed],
  });
  const seen = await seenUpTo(scope, ids);
  return views.reverse().map((view) => visitorMessage(view, seen.get(view.conversationId) ?? 0));
}

/** How far any agent has read, by conversation. */
async function seenUpTo(scope: Scope, conversationIds: string[]): Promise<Map<string, number>> {
  const { rows } = await scope.sql.query<{ conversation_id: string; seq: number }>(
    "select conversation_id, max(read_seq) as seq from conversation_reads where tenant_id = $1 and conversation_id = any($2::uuid[]) group by conversation_id",
    [scope.tenantId, conversationIds],
  );
  return new Map(rows.map((row) => [row.conversation_id, row.seq]));
}

function visitorMessage(view: MessageView, seenSeq: number): VisitorMessage {
  const isInbound = view.kind === "inbound";
  const content = isInbound ? undefined : messageContent.safeParse(view.payload ?? {}).data;
  return {
    id: view.id,
    clientId: isInbound ? view.externalId : null,
    kind: isInbound ? "inbound" : "outbound",
    authorName: isInbound ? null : view.author.name,
    isBot: view.author.type === "bot",
    text: view.text,
    isMarkdown: content?.format === "markdown",
    buttons: content?.buttons ?? [],
    attachments: view.attachments.map(({ id, kind, name, mimeType, sizeBytes, url, playableUrl, width, height }) => ({
      id,
      kind,
      name,
      mimeType,
      sizeBytes,
      url: playableUrl ?? url,
      width,
      height,
    })),
    at: view.providerAt ?? view.delivery?.sentAt ?? view.storedAt,
    status: isInbound ? (seenSeq >= view.seq ? "read" : "sent") : outboundStatus(view),
    isEdited: view.editedAt !== null,
    isDeleted: view.deletedAt !== null,
  };
}

function outboundStatus({ delivery }: MessageView): VisitorMessage["status"] {
  return delivery?.status === "delivered" || delivery?.status === "read" ? delivery.status : "sent";
}

/** The browser has them: a receipt like any platform's. Asked twice it is one receipt. */
async function confirmDelivered(visitor: Visitor, messages: VisitorMessage[]): Promise<void> {
  const at = new Date().toISOString();
  const entries = messages
    .filter((message) => message.kind === "outbound" && message.status === "sent")
    .map((message) => ({ type: "delivered" as const, messageId: message.id, at }));
  await storeEntries(visitor.channel, { thread: visitor.thread, value: visitor.thread, isVerified: false }, entries);
}
