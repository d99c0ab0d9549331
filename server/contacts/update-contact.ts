import type * as z from "zod";
import { AppError } from "@/lib/errors";
import type { ContactView, updateContactInput } from "@/lib/schemas/contact";
import type { Scope } from "@/server/db/scope";
import { recordEvent } from "@/server/realtime/record-event";
import { accessContact } from "./access-contact";
import { CONTACT_COLUMNS, type ContactDbRow, contactView } from "./contact-view";

/**
 * Changes what is given and leaves the rest; an attribute set to null is removed. Throws not-found, and conflict with the current
 * contact when `expectedVersion` is not its version any more.
 */
export async function updateContact(scope: Scope, input: z.output<typeof updateContactInput>): Promise<ContactView> {
  const current = await accessContact(scope, input.id, { lock: true });
  if (input.expectedVersion !== undefined && input.expectedVersion !== current.version)
    throw new AppError("conflict", "contact changed meanwhile", { reason: "version", data: { current: contactView(current) } });
  const given = <T>(value: T | undefined, now: T) => (value === undefined ? now : value);
  const { rows } = await scope.sql.query<ContactDbRow>(
    `update contacts ct set name = $3, email = $4, phone = $5, locale = $6, time_zone = $7,
            attributes = jsonb_strip_nulls(ct.attributes || $8::jsonb), updated_at = $9, version = version + 1
      where ct.tenant_id = $1 and ct.id = $2 returning ${CONTACT_COLUMNS}`,
    [
      ...[scope.tenantId, current.id, given(input.name, current.name), given(input.email, current.email), given(input.phone, current.phone)],
      ...[given(input.locale, current.locale), given(input.timeZone, current.time_zone), JSON.stringify(input.attributes ?? {}), scope.now],
    ],
  );
  recordEvent(scope, { type: "contact.updated", contactId: current.id });
  return contactView(rows[0] as ContactDbRow);
}
