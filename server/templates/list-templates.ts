import type * as z from "zod";
import type { listTemplatesInput, TemplateView } from "@/lib/schemas/template";
import { accessChannel } from "@/server/connections/access-channel";
import type { Scope } from "@/server/db/scope";

/** A channel's templates and when they were fetched. */
export interface TemplateList {
  templates: TemplateView[];
  syncedAt: string | null;
  /** Why the last attempt to fetch them failed. */
  failure: string | null;
}

/** Those that the platform lists today, by name and language; `search` looks into names and texts. Throws not-found. */
export async function listTemplates(scope: Scope, { channelId, status, search }: z.output<typeof listTemplatesInput>): Promise<TemplateList> {
  const channel = await accessChannel(scope, channelId);
  const { rows } = await scope.sql.query<TemplateView>(
    // By the unique key (tenant, channel, external id): a channel has hundreds at most.
    `select t.id, t.channel_id as "channelId", t.name, t.language, t.category, t.status, t.reason, t.version, v.definition
       from message_templates t
       join message_template_versions v on v.tenant_id = t.tenant_id and v.template_id = t.id and v.version = t.version
      where t.tenant_id = $1 and t.channel_id = $2 and t.gone_at is null and ($3::text is null or t.status = $3)
        and ($4::text is null or strpos(lower(t.name || ' ' || (v.definition->>'body')), lower($4)) > 0)
      order by t.name, t.language`,
    [scope.tenantId, channel.id, status ?? null, search || null],
  );
  return { templates: rows, syncedAt: channel.templatesSyncedAt?.toISOString() ?? null, failure: channel.templatesFailure };
}
