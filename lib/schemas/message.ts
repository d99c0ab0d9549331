import * as z from "zod";
import { messageContent } from "./content";
import { mailFacts, mailRecipients } from "./mail";
import { id, instant, line, prose } from "./text";

export const MESSAGE_KINDS = ["inbound", "outbound", "note", "activity"] as const;
export const AUTHOR_TYPES = ["contact", "agent", "bot", "system", "external"] as const;
export const DELIVERY_STATUSES = ["scheduled", "queued", "sending", "sent", "delivered", "read", "failed", "canceled", "unknown"] as const;

/** Longest text taken at all, in UTF-16 units: no channel carries more in one message. The channel's own limit comes on top. */
export const MAX_TEXT = 65_536;
export const MAX_ATTACHMENTS = 20;

export const attachmentView = z.object({
  id: z.string(),
  kind: z.enum(["image", "audio", "voice", "video", "file", "location", "contact", "sticker", "link", "share", "story", "unsupported"]),
  name: z.string().nullable(),
  mimeType: z.string().nullable(),
  sizeBytes: z.number().nullable(),
  url: z.string().nullable().meta({ description: "Expiring link; null until stored, or where there is nothing to fetch." }),
  state: z.enum(["pending", "stored", "failed", "inline"]),
  failureReason: z.string().nullable(),
  width: z.number().nullable(),
  height: z.number().nullable(),
  durationMs: z.number().nullable(),
  data: z.record(z.string(), z.unknown()).nullable(),
  previewUrl: z.string().nullable().meta({ description: "A small JPEG of a picture or film, where the original is larger." }),
  playableUrl: z.string().nullable().meta({ description: "A sound as every browser plays it (AAC), where the original is in another form." }),
  formsState: z.enum(["waiting", "done", "failed"]).nullable().meta({ description: "Whether these are still being made, or could not be." }),
});
export type AttachmentView = z.output<typeof attachmentView>;

export const deliveryView = z.object({
  status: z.enum(DELIVERY_STATUSES),
  reason: z.string().nullable(),
  code: z.string().nullable(),
  notBefore: z.string(),
  sentAt: z.string().nullable(),
  deliveredAt: z.string().nullable(),
  readAt: z.string().nullable(),
});

export const messageView = z.object({
  id: z.string(),
  conversationId: z.string(),
  seq: z.number().int().meta({ description: "Order of storing within the conversation; never changes." }),
  kind: z.enum(MESSAGE_KINDS),
  author: z.object({ type: z.enum(AUTHOR_TYPES), id: z.string().nullable(), name: z.string().nullable() }),
  channelId: z.string().nullable(),
  identityId: z.string().nullable(),
  text: z.string().nullable().meta({ description: "What was written now; quoted history is left out." }),
  fullText: z.string().nullable().meta({ description: "The whole text, where `text` leaves something out." }),
  html: z
    .string()
    .nullable()
    .meta({ description: "Sanitised. Quoted history stands in div[data-quote], remote images in data-remote-src, the message's own in data-cid." }),
  mail: mailFacts.nullable(),
  payload: z.record(z.string(), z.unknown()).nullable(),
  isUnsupported: z.boolean(),
  attachments: z.array(attachmentView),
  reactions: z.array(z.object({ emoji: z.string(), authorType: z.enum(["contact", "agent"]), authorId: z.string() })),
  replyTo: z.string().nullable().meta({ description: "Id of the message that this one answers." }),
  quoted: z.object({ id: z.string(), kind: z.enum(MESSAGE_KINDS), text: z.string().nullable() }).nullable(),
  providerAt: z.string().nullable(),
  receivedAt: z.string().nullable(),
  storedAt: z.string(),
  delivery: deliveryView.nullable(),
  editedAt: z.string().nullable(),
  deletedAt: z.string().nullable(),
  externalId: z.string().nullable(),
  clientMessageId: z.string().nullable(),
});
export type MessageView = z.output<typeof messageView>;

export const listMessagesInput = z.object({
  conversationId: id,
  before: z.number().int().optional().meta({ description: "Messages with a smaller seq: the page before." }),
  after: z.number().int().optional().meta({ description: "Messages with a greater seq." }),
  limit: z.number().int().min(1).max(200).default(50),
});

export const reactInput = z.object({ messageId: id, emoji: line(32).min(1), action: z.enum(["add", "remove"]).default("add") });
export const editMessageInput = z.object({ messageId: id, text: prose(MAX_TEXT) });

export const sendReplyInput = z.object({
  conversationId: id,
  clientMessageId: line(100),
  text: prose(MAX_TEXT).default(""),
  html: prose(4 * MAX_TEXT).optional(),
  attachments: z
    .array(
      z.object({
        uploadId: id,
        isVoice: z.boolean().optional().meta({ description: "A recording of the writer's voice, rather than a sound file." }),
        shrink: z.boolean().optional().meta({ description: "A picture larger than the channel takes may go out smaller; without it such a one is refused." }),
      }),
    )
    .max(MAX_ATTACHMENTS)
    .default([]),
  isNote: z.boolean().default(false),
  replyToId: id.optional(),
  channelId: id.optional(),
  notBefore: instant.optional(),
  mail: mailRecipients.optional(),
  content: messageContent.optional(),
  split: z.boolean().optional().meta({ description: "A text longer than one message of the channel may go out as several." }),
  seenSeq: z.number().int().min(0).optional().meta({ description: "What the writer has on screen; something newer stops the send." }),
});
