import { isDeepStrictEqual } from "node:util";
import { type TemplateDefinition, templateDefinition } from "@/lib/schemas/template";
import type { Template } from "@/server/channels/contract";
import { newId } from "@/server/db/ids";
import type { Scope } from "@/server/db/scope";

/** What is stored of a template, as far as a change shows in it. */
export interface StoredTemplate {
  id: string;
  externalId: string;
  name: string;
  language: string;
  category: string;
  status: string;
  reason: string | null;
  version: number;
  isGone: boolean;
  definition: TemplateDefinition;
}

/** What a synchronisation writes. */
export interface TemplateChanges {
  /** Rows as they are from now on; a version that was not there before comes with its definition. */
  rows: (Omit<StoredTemplate, "isGone" | "definition"> & { definition: TemplateDefinition | null })[];
  /** Ids of those that the platform lists no more. */
  gone: string[];
}

/** Compares what the platform lists with what is stored. A changed text is the next version; a status alone is none. Pure. */
export function compareTemplates(stored: StoredTemplate[], listed: Template[], makeId: () => string): TemplateChanges {
  const known = new Map(stored.map((template) => [template.externalId, template]));
  const rows = listed.flatMap((template) => {
    const before = known.get(template.externalId);
    const { externalId, name, language, category, status, reason } = template;
    const definition = templateDefinition.parse(template);
    const isSameText = before !== undefined && isDeepStrictEqual(before.definition, definition);
    const facts = { externalId, name, language, category, status, reason };
    if (isSameText && !before.isGone && isDeepStrictEqual(facts, factsOf(before))) return [];
    const version = (before?.version ?? 0) + (isSameText ? 0 : 1);
    return [{ id: before?.id ?? makeId(), ...facts, version, definition: isSameText ? null : definition }];
  });
  const ids = new Set(listed.map(({ externalId }) => externalId));
  return { rows, gone: stored.filter(({ externalId, isGone }) => !isGone && !ids.has(externalId)).map(({ id }) => id) };
}

function factsOf({ externalId, name, language, category, status, reason }: StoredTemplate) {
  return { externalId, name, language, category, status, reason };
}

/** Makes the stored templates of a channel what the platform lists. Says whether anything changed. */
export async function storeTemplates(scope: Scope, channelId: string, listed: Template[]): Promise<boolean> {
  const changes = compareTemplates(await loadStored(scope, channelId), listed, newId);
  if (changes.rows.length > 0) await write(scope, channelId, changes.rows);
  if (changes.gone.length > 0)
    await scope.sql.query("update message_templates set gone_at = $3 where tenant_id = $1 and id = any($2::uuid[])", [scope.tenantId, changes.gone, scope.now]);
  return changes.rows.length + changes.gone.length > 0;
}

/** The channel's row is the lock: two synchronisations at once would both make the next version. */
async function loadStored({ sql, tenantId }: Scope, channelId: string): Promise<StoredTemplate[]> {
  await sql.query("select from channels where tenant_id = $1 and id = $2 for no key update", [tenantId, channelId]);
  const { rows } = await sql.query<StoredTemplate>(
    `select t.id, t.external_id as "externalId", t.name, t.language, t.category, t.status, t.reason, t.version, t.gone_at is not null as "isGone", v.definition
       from message_templates t
       join message_template_versions v on v.tenant_id = t.tenant_id and v.template_id = t.id and v.version = t.version
      where t.tenant_id = $1 and t.channel_id = $2`,
    [tenantId, channelId],
  );
  return rows;
}

async function write({ sql, tenantId, now }: Scope, channelId: string, rows: TemplateChanges["rows"]): Promise<void> {
  const given = JSON.stringify(rows);
  await sql.query(
    `insert into message_templates (tenant_id, id, channel_id, external_id, name, language, category, status, reason, version, synced_at)
     select $1, r.id, $2, r."externalId", r.name, r.language, r.category, r.status, r.reason, r.version, $3
       from jsonb_to_recordset($4::jsonb) r(id uuid, "externalId" text, name text, language text, category text, status text, reason text, version int)
     on conflict (tenant_id, id) do update set name = excluded.name, language = excluded.language, category = excluded.category, status = excluded.status,
       reason = excluded.reason, version = excluded.version, synced_at = excluded.synced_at, gone_at = null`,
    [tenantId, channelId, now, given],
  );
  await sql.query(
    `insert into message_template_versions (tenant_id, template_id, version, definition, created_at)
     select $1, r.id, r.version, r.definition, $2 from jsonb_to_recordset($3::jsonb) r(id uuid, version int, definition jsonb)
      where jsonb_typeof(r.definition) = 'object'`,
    [tenantId, now, given],
  );
}
