import * as z from "zod";
import { assignInput, listConversationsInput, markReadInput, setPriorityInput, setStatusInput, setTagsInput } from "@/lib/schemas/conversation";
import { id } from "@/lib/schemas/text";
import { assign } from "@/server/conversations/assign";
import { conversationRows } from "@/server/conversations/conversation-view";
import { countConversations } from "@/server/conversations/count-conversations";
import { getConversation } from "@/server/conversations/get-conversation";
import { listConversations } from "@/server/conversations/list-conversations";
import { listTags } from "@/server/conversations/list-tags";
import { listVisitedPages } from "@/server/conversations/list-visited-pages";
import { markRead } from "@/server/conversations/mark-read";
import { setPriority } from "@/server/conversations/set-priority";
import { setStatus } from "@/server/conversations/set-status";
import { setTags } from "@/server/conversations/set-tags";
import { router, tenantProcedure } from "../trpc";

const reads = tenantProcedure.meta({ permission: "conversations.read" });
const updates = tenantProcedure.meta({ permission: "conversations.update" });
const ids = z.object({ ids: z.array(id).max(200) });

export const conversationsRouter = router({
  /** One page of a view, with everything the list shows. */
  list: reads.input(listConversationsInput).query(({ ctx, input }) => ctx.inTenant((scope) => listConversations(scope, input))),
  /** The rows of these ids that the reader may see: what the change feed names is refetched this way. */
  rows: reads.input(ids).query(({ ctx, input }) => ctx.inTenant((scope) => conversationRows(scope, input.ids))),
  counts: reads.query(({ ctx }) => ctx.inTenant(countConversations)),
  get: reads.input(z.object({ id })).query(({ ctx, input }) => ctx.inTenant((scope) => getConversation(scope, input.id))),
  /** A website visitor's last pages. */
  visitedPages: reads.input(z.object({ id })).query(({ ctx, input }) => ctx.inTenant((scope) => listVisitedPages(scope, input.id))),
  tags: reads.query(({ ctx }) => ctx.inTenant(listTags)),
  assign: updates.input(assignInput).mutation(({ ctx, input }) => ctx.inTenant((scope) => assign(scope, input))),
  setStatus: updates.input(setStatusInput).mutation(({ ctx, input }) => ctx.inTenant((scope) => setStatus(scope, input))),
  setTags: updates.input(setTagsInput).mutation(({ ctx, input }) => ctx.inTenant((scope) => setTags(scope, input))),
  setPriority: updates.input(setPriorityInput).mutation(({ ctx, input }) => ctx.inTenant((scope) => setPriority(scope, input))),
  markRead: reads.input(markReadInput).mutation(({ ctx, input }) => ctx.inTenant((scope) => markRead(scope, input))),
});
