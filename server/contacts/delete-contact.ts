import { AppError } from "@/lib/errors";
import type { Scope } from "@/server/db/scope";
import { recordEvent } from "@/server/realtime/record-event";
import { accessContact } from "./access-contact";

/**
 * Deletes a contact who never wrote, with their addresses. One with conversations stays: its history is the tenant's record, and
 * forgetting a person is another act than tidying a list. Throws not-found, conflict `has-conversations`.
 */
export async function deleteContact(scope: Scope, id: string): Promise<void> {
  const contact = await accessContact(scope, id, { lock: true });
  const { rows } = await scope.sql.query(
    `select from conversations where tenant_id = $1 and contact_id = $2 union all
     select from contacts where tenant_id = $1 and merged_into_id = $2 limit 1`,
    [scope.tenantId, contact.id],
  );
  if (rows.length > 0)
    throw new AppError("conflict", "contact has history", {
      reason: "has-conversations",
      publicMessage: "This person has conversations, so they cannot be deleted.",
    });
  await scope.sql.query("delete from contacts where tenant_id = $1 and id = $2", [scope.tenantId, contact.id]);
  recordEvent(scope, { type: "contact.updated", contactId: contact.id, data: { deleted: true } });
}
