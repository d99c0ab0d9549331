import * as z from "zod";
import { inTenant } from "@/server/db/in-tenant";
import { relayContactTyping } from "@/server/realtime/relay-typing";
import type { Visitor } from "./find-visitor";
import { VISITOR } from "./start-session";
import { visibleConversations } from "./visible-conversations";

export const typingInput = z.object({ isTyping: z.boolean() });

/** Tells the agents who look on that the visitor types. Nothing is stored; before the first message there is nobody to tell. */
export async function relayTyping(visitor: Visitor, { isTyping }: z.output<typeof typingInput>): Promise<void> {
  const conversations = await inTenant(visitor.channel.tenantId, VISITOR, (scope) => visibleConversations(scope, visitor));
  const live = conversations.find((conversation) => conversation.status !== "resolved") ?? conversations[0];
  if (live) relayContactTyping(live.id, isTyping);
}
