import * as z from "zod";
import { messageContent } from "@/lib/schemas/content";
import { mailRecipients } from "@/lib/schemas/mail";
import { MAX_ATTACHMENTS, MAX_TEXT } from "@/lib/schemas/message";
import { absent, id, instant, key, line, prose } from "@/lib/schemas/text";
import { newId } from "@/server/db/ids";
import type { SendReplyInput } from "@/server/messages/send-reply";

/** What a caller sends: a reply to the contact, or with `note` a line for the team. */
export const newMessage = z.strictObject({
  text: prose(MAX_TEXT).default(""),
  html: absent(prose(4 * MAX_TEXT)),
  attachments: z
    .array(
      z.strictObject({ uploadId: id, name: absent(line(300)), mimeType: absent(line(200)), isVoice: z.boolean().optional(), shrink: z.boolean().optional() }),
    )
    .max(MAX_ATTACHMENTS)
    .default([]),
  channelId: absent(id),
  note: z.boolean().default(false),
  sendAt: absent(instant),
  replyTo: absent(id).meta({ description: "Id of the message that is answered; the answer goes to its sender." }),
  mail: absent(z.strictObject(mailRecipients.shape)).meta({ description: "By e-mail: other recipients or another subject than the answered mail's." }),
  content: absent(messageContent).meta({ description: "The text's format, and buttons; what the channel cannot show is written out." }),
  split: z
    .boolean()
    .default(false)
    .meta({ description: "A text longer than one message of the channel may go out as several; without it such a text is refused." }),
  clientMessageId: absent(key(100)).meta({ description: "The same again in the conversation gives the first message back." }),
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
    mail: message.mail,
    content: message.content,
    split: message.split,
  };
}
