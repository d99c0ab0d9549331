import { bug } from "@/lib/errors";
import { addressKey } from "@/lib/mail-address";
import type { MailAddress } from "@/lib/schemas/mail";
import { listAdapters } from "@/server/channels/registry";
import { mailSettings } from "@/server/connections/mail-settings";
import type { Scope } from "@/server/db/scope";

export interface Mailbox {
  address: string;
  senderName: string;
  usesPlusAddresses: boolean;
}

export interface MailSurroundings {
  mailbox: Mailbox;
  /** All of the tenant's, by their keys. */
  mailboxes: Set<string>;
  contact: MailAddress | null;
  subject: string | null;
}

interface Row {
  id: string;
  name: string;
  accountId: string;
  settings: unknown;
}

/** What stands around a mail of this conversation: who we are, and whom it is with. */
export async function mailSurroundings(scope: Scope, at: { conversationId: string; channelId: string; identityId: string }): Promise<MailSurroundings> {
  const kinds = listAdapters().flatMap(({ kind, capabilities }) => (capabilities.mail ? [kind] : []));
  const { rows: channels } = await scope.sql.query<Row>(
    `select id, name, account_id as "accountId", settings from channels where tenant_id = $1 and kind = any($2::text[])`,
    [scope.tenantId, kinds],
  );
  const own = channels.find(({ id }) => id === at.channelId);
  if (!own) throw bug("a mail channel that is none");
  const { senderName, usesPlusAddresses } = mailSettings(own);
  const { rows } = await scope.sql.query<{ subject: string | null; address: string | null; name: string | null }>(
    `select c.subject, i.value as address, coalesce(ct.name, i.display_name) as name from conversations c
       left join identities i on i.tenant_id = $1 and i.id = $3
       left join contacts ct on ct.tenant_id = $1 and ct.id = i.contact_id where c.tenant_id = $1 and c.id = $2`,
    [scope.tenantId, at.conversationId, at.identityId],
  );
  const [facts] = rows;
  return {
    mailbox: { address: own.accountId, senderName, usesPlusAddresses },
    mailboxes: new Set(channels.map(({ accountId }) => addressKey(accountId))),
    contact: facts?.address ? { address: facts.address, name: facts.name } : null,
    subject: facts?.subject ?? null,
  };
}
