import { notFound } from "@/lib/errors";
import type { MessageView } from "@/lib/schemas/message";
import type { Scope } from "@/server/db/scope";
import { messageViews } from "./message-view";

/** A message as it is now. Its conversation has been accessed. Throws not-found. */
export async function accessMessage(scope: Scope, messageId: string): Promise<MessageView> {
  const [message] = await messageViews(scope, { where: "m.id = $2", order: "m.seq", values: [messageId] });
  if (!message) throw notFound("message");
  return message;
}
