import type { Scope } from "@/server/db/scope";

/** What was seen of a check's messages and of the tester since it began. */
export interface Seen {
  /** By message: how far its delivery came, and what stands in the way. */
  deliveries: Map<string, { status: string; reason: string | null }>;
  /** Messages of ours that the tester quoted, and those they reacted to. */
  quoted: Set<string>;
  reacted: Set<string>;
  /** Kinds of files that came in, values of buttons that were pressed, whether there was any text. */
  files: Set<string>;
  pressed: Set<string>;
  hasText: boolean;
}

/** Reads it from the conversation; asked again and again while the tester answers. */
export async function watchCheck(
  { sql, tenantId }: Scope,
  { conversationId, messageIds, since }: { conversationId: string; messageIds: string[]; since: Date },
): Promise<Seen> {
  const deliveries = await sql.query<{ id: string; status: string; reason: string | null }>(
    "select message_id as id, status, reason from deliveries where tenant_id = $1 and message_id = any($2::uuid[])",
    [tenantId, messageIds],
  );
  const answers = await sql.query<{ text: string | null; replyToId: string | null; pressed: string | null; files: string[] }>(
    `select m.text, m.reply_to_id as "replyToId", m.payload->'postback'->>'payload' as pressed,
            array(select a.kind from attachments a where a.tenant_id = m.tenant_id and a.message_id = m.id) as files
       from messages m where m.tenant_id = $1 and m.conversation_id = $2 and m.kind = 'inbound' and m.stored_at >= $3`,
    [tenantId, conversationId, since],
  );
  const reactions = await sql.query<{ id: string }>(
    "select message_id as id from reactions where tenant_id = $1 and message_id = any($2::uuid[]) and author_type = 'contact'",
    [tenantId, messageIds],
  );
  return {
    deliveries: new Map(deliveries.rows.map(({ id, ...state }) => [id, state])),
    quoted: new Set(answers.rows.flatMap(({ replyToId }) => replyToId ?? [])),
    reacted: new Set(reactions.rows.map(({ id }) => id)),
    files: new Set(answers.rows.flatMap(({ files }) => files)),
    pressed: new Set(answers.rows.flatMap(({ pressed }) => pressed ?? [])),
    hasText: answers.rows.some(({ text }) => Boolean(text)),
  };
}
