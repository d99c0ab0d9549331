import * as z from "zod";
import { MAX_ATTACHMENTS, MAX_TEXT } from "@/lib/schemas/message";
import { id, instant, line, prose } from "@/lib/schemas/text";
import { newId } from "@/server/db/ids";
import type { SendReplyInput } from "@/server/messages/send-reply";

/** What a caller sends: a reply to the contact, or with `note` a line for the team. */
export const newMessage = z.strictObject({
  text: prose(MAX_TEXT).default(""),
  html: prose(4 * MAX_TEXT).optional(),
  attachments: z
    .array(z.strictObject({ uploadId: id, name: line(300).optional(), mimeType: line(200).optional() }))
    .max(MAX_ATTACHMENTS)
    .default([]),
  channelId: id.optional(),
  note: z.boolean().default(false),
  sendAt: instant.optional(),
  replyTo: id.optional().meta({ description: "Id of the message that is answered; the answer goes to its sender." }),
  clientMessageId: line(100).optional().meta({ description: "The same again in the conversation gives the first message back." }),
});

/** The same in the use case's words. */
export function replyInput(conversationId: string, message: z.output<typeof newMessage>): SendReplyInput {
  return {
    conversationId,
    clientMessageId: message.clientMessageId ?? newId(),
    text: message.text,
    html: message.html,
    attachments: message.attachments,
    isNote: message.note,
    replyToId: message.replyTo,
    channelId: message.channelId,
    notBefore: message.sendAt,
  };
}
