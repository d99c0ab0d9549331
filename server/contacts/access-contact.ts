import { notFound } from "@/lib/errors";
import { visibleConversations } from "@/server/access/visibility";
import { isId } from "@/server/db/ids";
import type { Scope } from "@/server/db/scope";
import { CONTACT_COLUMNS, type ContactDbRow } from "./contact-view";

/**
 * SQL on `ct`: whether this actor may see the contact. Who may not see every conversation sees the people of those they may,
 * and nobody else; who sees everything sees contacts without conversations too.
 */
export function visibleContacts(scope: Scope, values: unknown[]): string {
  const visible = visibleConversations(scope.actor, "c", values);
  if (visible === "true") return "true";
  return `exists (select from conversations c where c.tenant_id = ct.tenant_id and c.contact_id = ct.id and ${visible})`;
}

/**
 * The only way from an id to a contact; `lock` holds it until the commit. Malformed, missing, another tenant's and invisible
 * look the same: throws not-found.
 */
export async function accessContact(scope: Scope, id: string, { lock = false } = {}): Promise<ContactDbRow> {
  if (!isId(id)) throw notFound("contact");
  const values: unknown[] = [scope.tenantId, id];
  const visible = visibleContacts(scope, values);
  const { rows } = await scope.sql.query<ContactDbRow>(
    `select ${CONTACT_COLUMNS} from contacts ct where ct.tenant_id = $1 and ct.id = $2 and ${visible} ${lock ? "for update of ct" : ""}`,
    values,
  );
  if (!rows[0]) throw notFound("contact");
  return rows[0];
}
