import type { MailAddress } from "@/lib/schemas/mail";
import type { MailFrame, OutboundMail } from "@/server/channels/contract";
import { mailSettings } from "@/server/connections/mail-settings";
import type { Scope } from "@/server/db/scope";

interface FrameRow {
  name: string;
  account_id: string;
  settings: unknown;
  locale: string;
  time_zone: string;
  quoted: { at: string; from: MailAddress; text: string; html: string | null } | null;
}

/** What stands around a mail of ours: its mailbox's signature and, where this conversation holds it, the mail that it answers. */
export async function loadMailFrame(scope: Scope, mail: OutboundMail, sent: { conversationId: string; channelId: string }): Promise<MailFrame | null> {
  const { rows } = await scope.sql.query<FrameRow>(
    `select c.name, c.account_id, c.settings, t.locale, t.time_zone,
            (select json_build_object('at', coalesce(q.provider_at, q.received_at, q.stored_at), 'from', q.mail->'from',
                                      'text', coalesce(q.full_text, q.text, ''), 'html', q.html)
               from messages q
              where q.tenant_id = $1 and q.conversation_id = $3 and q.external_id = $4 and q.mail is not null and q.deleted_at is null
              order by q.seq desc limit 1) as quoted
       from channels c join tenants t on t.id = c.tenant_id
      where c.tenant_id = $1 and c.id = $2`,
    [scope.tenantId, sent.channelId, sent.conversationId, mail.references.at(-1) ?? null],
  );
  const row = rows[0];
  if (!row) return null;
  const { signature } = mailSettings({ name: row.name, accountId: row.account_id, settings: row.settings });
  return { signature, quote: row.quoted, locale: row.locale, timeZone: row.time_zone };
}
