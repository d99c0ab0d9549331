import * as z from "zod";
import { listMessagesInput, sendReplyInput } from "@/lib/schemas/message";
import { id } from "@/lib/schemas/text";
import { listMessages, messagesByIds } from "@/server/messages/list-messages";
import { sendReply } from "@/server/messages/send-reply";
import { router, tenantProcedure } from "../trpc";

const reads = tenantProcedure.meta({ permission: "conversations.read" });
const replies = tenantProcedure.meta({ permission: "conversations.reply" });

export const messagesRouter = router({
  /** The newest page, or the one before or after a seq; rising inside. */
  list: reads.input(listMessagesInput).query(({ ctx, input }) => ctx.inTenant((scope) => listMessages(scope, input))),
  byIds: reads.input(z.object({ ids: z.array(id).max(200) })).query(({ ctx, input }) => ctx.inTenant((scope) => messagesByIds(scope, input.ids))),
  send: replies.input(sendReplyInput).mutation(({ ctx, input }) => ctx.inTenant((scope) => sendReply(scope, input))),
});
