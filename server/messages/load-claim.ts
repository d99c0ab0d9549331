import type { Locale } from "@/lib/locales";
import type { MessageContent } from "@/lib/schemas/content";
import type { OutboundMail } from "@/server/channels/contract";
import { findAdapter } from "@/server/channels/registry";
import type { Scope } from "@/server/db/scope";
import { loadMailFrame } from "./load-mail-frame";
import type { OutgoingFile } from "./media/fit-attachments";
import { type TakenWindow, takeWindow } from "./take-window";

/** Everything one send needs, read in the transaction that records its attempt. */
export interface Claim {
  deliveryId: string;
  attempts: number;
  /** Parts that have left already; the next one's row is written. */
  partsDone: number;
  conversationId: string;
  locale: Locale;
  hoursSinceInbound: number | null;
  message: {
    id: string;
    text: string | null;
    html: string | null;
    payload: MessageContent | null;
    mail: OutboundMail | null;
    replyToExternalId: string | null;
    replyToHandles?: Record<string, string>;
    author?: { name: string };
  };
  attachments: OutgoingFile[];
  to: { scope: string; value: string };
  thread: string;
  channel: { id: string; kind: string; accountId: string; credentials: Buffer };
  /** Whether acts of the customer allow answers in this thread, and this is one. */
  usesWindows: boolean;
  /** What the first part's call is counted against; null where nothing is open. */
  window: TakenWindow | null;
}

interface ClaimRow {
  attempts: number;
  conversation_id: string;
  message: Claim["message"];
  attachments: Claim["attachments"];
  to: Claim["to"];
  thread: string;
  has_windows: boolean;
  hours_since_inbound: number | null;
  channel_id: string;
  account_id: string;
  credentials: Buffer;
}

interface Due {
  id: string;
  kind: string;
  partsDone: number;
  locale: Locale;
}

/** As a subquery and not as one join more, whose possible orders the planner would weigh for longer than the statement runs. */
const ofQuoted = (column: "external_id" | "handles") => `(select q.${column} from messages q where q.tenant_id = m.tenant_id and q.id = m.reply_to_id)`;

/** SQL: asked only for channels that show it; also a subquery. */
function authorOf(kind: string): string {
  if (!findAdapter(kind)?.capabilities.showsAuthor) return "null";
  return "(select json_build_object('name', g.name) from agents g where g.tenant_id = m.tenant_id and g.id = m.author_id and m.author_type = 'agent')";
}

const THREAD = "case when v.channel_id = d.channel_id then v.thread_key else i.value end";

/** Reads what the send of a delivery needs, and takes the window of its next part. Its attempt has been recorded. */
export async function loadClaim(scope: Scope, due: Due): Promise<Claim> {
  const { rows } = await scope.sql.query<ClaimRow>(
    `select d.attempts, d.conversation_id, d.channel_id, c.account_id, c.credentials,
            json_build_object('id', m.id, 'text', m.text, 'html', m.html, 'payload', m.payload, 'mail', m.mail,
              'replyToExternalId', ${ofQuoted("external_id")}, 'replyToHandles', ${ofQuoted("handles")}, 'author', ${authorOf(due.kind)}) as message,
            json_build_object('scope', i.scope, 'value', i.value) as "to",
            ${THREAD} as thread,
            exists (select from conversations o join reply_windows w on w.tenant_id = o.tenant_id and w.conversation_id = o.id
                     where o.tenant_id = $1 and o.channel_id = d.channel_id and o.thread_key = ${THREAD}) as has_windows,
            extract(epoch from $3 - v.last_inbound_at)::float8 / 3600 as hours_since_inbound,
            coalesce((select json_agg(json_build_object('id', a.id, 'kind', a.kind, 'name', coalesce(a.name, a.kind),
                        'mimeType', coalesce(a.mime_type, 'application/octet-stream'), 'sizeBytes', a.size_bytes, 'durationMs', a.duration_ms, 'storageKey', a.storage_key,
                        'forms', a.forms) order by a.position)
                        from attachments a where a.tenant_id = d.tenant_id and a.message_id = d.message_id and a.state = 'stored'), '[]') as attachments
       from deliveries d
       join messages m on m.tenant_id = d.tenant_id and m.id = d.message_id
       join conversations v on v.tenant_id = d.tenant_id and v.id = d.conversation_id
       join identities i on i.tenant_id = d.tenant_id and i.id = d.identity_id
       join channels c on c.tenant_id = d.tenant_id and c.id = d.channel_id
      where d.tenant_id = $1 and d.id = $2`,
    [scope.tenantId, due.id, scope.now],
  );
  const row = rows[0];
  if (!row) throw new Error("a delivery just claimed is gone");
  const { mail, payload, replyToHandles, author } = row.message;
  const frame = mail && (await loadMailFrame(scope, mail, { conversationId: row.conversation_id, channelId: row.channel_id }));
  // What the platform approved beforehand needs no window, and spends none.
  const usesWindows = row.has_windows && !payload?.template;
  const part = { deliveryId: due.id, channelId: row.channel_id, thread: row.thread, part: due.partsDone };
  return {
    deliveryId: due.id,
    attempts: row.attempts,
    partsDone: due.partsDone,
    conversationId: row.conversation_id,
    locale: due.locale,
    hoursSinceInbound: row.hours_since_inbound,
    message: { ...row.message, mail: mail && { ...mail, frame }, replyToHandles: replyToHandles ?? undefined, author: author ?? undefined },
    attachments: row.attachments,
    to: row.to,
    thread: row.thread,
    channel: { id: row.channel_id, kind: due.kind, accountId: row.account_id, credentials: row.credentials },
    usesWindows,
    window: usesWindows ? await takeWindow(scope, part) : null,
  };
}
