import type { ContactView, IdentityView } from "@/lib/schemas/contact";
import type { Scope } from "@/server/db/scope";

/** Columns of `contacts ct` that a view shows. */
export const CONTACT_COLUMNS = `ct.id, ct.name, ct.email, ct.phone, ct.avatar_url, ct.locale, ct.time_zone, ct.attributes, ct.merged_into_id, ct.created_at, ct.updated_at, ct.version`;

export interface ContactDbRow {
  id: string;
  name: string | null;
  email: string | null;
  phone: string | null;
  avatar_url: string | null;
  locale: string | null;
  time_zone: string | null;
  attributes: Record<string, unknown>;
  merged_into_id: string | null;
  created_at: Date;
  updated_at: Date;
  version: number;
}

/** A contact as screens and API show it. */
export function contactView(row: ContactDbRow): ContactView {
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    phone: row.phone,
    avatarUrl: row.avatar_url,
    locale: row.locale,
    timeZone: row.time_zone,
    attributes: row.attributes,
    mergedIntoId: row.merged_into_id,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    version: row.version,
  };
}

/** A contact's addresses, oldest first. Index: identities (tenant_id, contact_id). */
export async function listIdentities(scope: Scope, contactId: string): Promise<IdentityView[]> {
  const { rows } = await scope.sql.query<IdentityView>(
    `select id, kind, scope, value, verified, display_name as "displayName", blocked_at is not null as "isBlocked"
       from identities where tenant_id = $1 and contact_id = $2 order by created_at, id`,
    [scope.tenantId, contactId],
  );
  return rows;
}
