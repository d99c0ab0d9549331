import * as z from "zod";
import { replyEnvelopeInput } from "@/lib/schemas/mail";
import { editMessageInput, listMessagesInput, reactInput, sendReplyInput } from "@/lib/schemas/message";
import { id } from "@/lib/schemas/text";
import { cancelMessage } from "@/server/messages/cancel-message";
import { editMessage } from "@/server/messages/edit-message";
import { linkOriginal } from "@/server/messages/link-original";
import { listMessages, messagesByIds } from "@/server/messages/list-messages";
import { listRemoteImages } from "@/server/messages/list-remote-images";
import { previewEnvelope } from "@/server/messages/preview-envelope";
import { react } from "@/server/messages/react";
import { retryMessage } from "@/server/messages/retry-message";
import { sendReply } from "@/server/messages/send-reply";
import { unsendMessage } from "@/server/messages/unsend-message";
import { router, tenantProcedure } from "../trpc";

const reads = tenantProcedure.meta({ permission: "conversations.read" });
const replies = tenantProcedure.meta({ permission: "conversations.reply" });
const byMessage = z.object({ messageId: id });

export const messagesRouter = router({
  /** The newest page, or the one before or after a seq; rising inside. */
  list: reads.input(listMessagesInput).query(({ ctx, input }) => ctx.inTenant((scope) => listMessages(scope, input))),
  byIds: reads.input(z.object({ ids: z.array(id).max(200) })).query(({ ctx, input }) => ctx.inTenant((scope) => messagesByIds(scope, input.ids))),
  /** Where the browser gets the images that a mail shows from elsewhere, once a person has asked for them. */
  remoteImages: reads.input(byMessage).query(({ ctx, input }) => ctx.inTenant((scope) => listRemoteImages(scope, input.messageId))),
  /** A link to the mail as it came, for what is not shown of it. */
  original: reads.input(byMessage).query(({ ctx, input }) => ctx.inTenant((scope) => linkOriginal(scope, input.messageId))),
  send: replies.input(sendReplyInput).mutation(({ ctx, input }) => ctx.inTenant((scope) => sendReply(scope, input))),
  /** Who an answer would go to; null where it is no mail. */
  replyEnvelope: replies.input(replyEnvelopeInput).query(({ ctx, input }) => ctx.inTenant((scope) => previewEnvelope(scope, input))),
  /** Sends a failed message again; one that may have arrived only with `confirm`. */
  retry: replies
    .input(byMessage.extend({ confirm: z.boolean().default(false) }))
    .mutation(({ ctx, input }) => ctx.inTenant((scope) => retryMessage(scope, input))),
  react: replies.input(reactInput).mutation(({ ctx, input }) => ctx.inTenant((scope) => react(scope, input))),
  /** Changes what the customer has; waits for the platform. */
  edit: replies.input(editMessageInput).mutation(({ ctx, input }) => editMessage(ctx, input)),
  /** Takes back what the customer has; waits for the platform. */
  unsend: replies.input(byMessage).mutation(({ ctx, input }) => unsendMessage(ctx, input.messageId)),
  /** Takes back what has not left: undo send. */
  cancel: replies.input(byMessage).mutation(({ ctx, input }) => ctx.inTenant((scope) => cancelMessage(scope, input.messageId))),
});
