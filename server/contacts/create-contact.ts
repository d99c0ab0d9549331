import type { ContactFields, ContactView } from "@/lib/schemas/contact";
import { newId } from "@/server/db/ids";
import type { Scope } from "@/server/db/scope";
import { recordEvent } from "@/server/realtime/record-event";
import { CONTACT_COLUMNS, type ContactDbRow, contactView } from "./contact-view";

/** A contact that somebody writes down by hand. Equal addresses join nothing: identity is evidence, and this is only a statement. */
export async function createContact(scope: Scope, fields: ContactFields): Promise<ContactView> {
  const id = newId();
  const { rows } = await scope.sql.query<ContactDbRow>(
    `insert into contacts as ct (tenant_id, id, name, email, phone, locale, time_zone, attributes, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, jsonb_strip_nulls($8::jsonb), $9, $9) returning ${CONTACT_COLUMNS}`,
    [...[scope.tenantId, id, fields.name, fields.email, fields.phone, fields.locale, fields.timeZone], ...[JSON.stringify(fields.attributes ?? {}), scope.now]],
  );
  recordEvent(scope, { type: "contact.created", contactId: id });
  return contactView(rows[0] as ContactDbRow);
}
