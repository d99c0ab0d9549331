import type { TemplateStatus } from "@/lib/schemas/template";
import type { Scope } from "@/server/db/scope";

/** How the platform says that a template stands. */
export interface TemplateChange {
  channelId: string;
  externalId: string;
  status: TemplateStatus;
  reason: string | null;
}

/** Notes what the platform's callbacks told, at once; what else has changed is fetched by the synchronisation that follows. */
export async function noteStatuses({ sql, tenantId }: Scope, changes: TemplateChange[]): Promise<void> {
  if (changes.length === 0) return;
  await sql.query(
    `update message_templates t set status = r.status, reason = r.reason
       from jsonb_to_recordset($2::jsonb) r("channelId" uuid, "externalId" text, status text, reason text)
      where t.tenant_id = $1 and t.channel_id = r."channelId" and t.external_id = r."externalId"`,
    [tenantId, JSON.stringify(changes)],
  );
}
