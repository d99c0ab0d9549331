import type { MessageView } from "@/lib/schemas/message";
import { accessMessage } from "./access-message";
import { callActOrRefuse } from "./call-act";
import { accessSent, recordChange } from "./change-sent";
import type { ActDoor } from "./edit-message";

/**
 * Takes a message back that the customer has, part by part. The platform is asked first; it is marked here when it has agreed to all.
 * Throws not-found, conflict `not-supported`, `not-sent`, `refused-by-platform`, unavailable `platform-away`.
 */
export async function unsendMessage(door: ActDoor, messageId: string): Promise<MessageView> {
  const target = await door.inTenant((scope) => accessSent(scope, messageId, "unsend"));
  for (const externalId of target.externalIds) await callActOrRefuse(door.tenantId, target, { type: "unsend", externalId });
  return door.inTenant(async (scope) => {
    await scope.sql.query("update messages set deleted_at = coalesce(deleted_at, $3) where tenant_id = $1 and id = $2", [
      ...[scope.tenantId, messageId, scope.now],
    ]);
    await recordChange(scope, target, { type: "message.deleted", preview: null });
    return accessMessage(scope, messageId);
  });
}
