import { AppError } from "@/lib/errors";
import type { Scope } from "@/server/db/scope";
import { messagesByIds } from "./list-messages";
import { originalUrl } from "./original-url";

/**
 * A link to the mail that a message came in, byte for byte: what was cut, blocked or not understood stands in there. Throws not-found
 * for a message that the actor may not see, and for one that is no mail.
 */
export async function linkOriginal(scope: Scope, messageId: string): Promise<{ url: string }> {
  const [message] = await messagesByIds(scope, [messageId]);
  if (!message?.mail || message.kind !== "inbound") throw new AppError("not-found", "no such mail");
  return { url: originalUrl({ tenantId: scope.tenantId, messageId: message.id }, scope.now) };
}
