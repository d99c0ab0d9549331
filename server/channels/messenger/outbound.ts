import {
  type AttachmentKind,
  type Outbound,
  type OutboundAttachment,
  type OutboundMessage,
  type Part,
  type RenderContext,
  SendError,
  type SendRequest,
  type SendResult,
  type Transport,
} from "@/server/channels/contract";
import { checkAttachments } from "@/server/channels/shared/check-attachments";
import { splitText } from "@/server/channels/shared/split-text";
import { callAsPage } from "./graph";
import { type MessengerCredentials, quickRepliesSchema, sendAnswerSchema } from "./payload";

const WIRE_TYPES: Partial<Record<AttachmentKind, string>> = { image: "image", audio: "audio", voice: "audio", video: "video", file: "file" };

// Send API reference, quick_replies, as of 2026-09.
const MAX_QUICK_REPLIES = 13;
const MAX_QUICK_REPLY_TITLE = 20;

export const outbound: Outbound<MessengerCredentials> = { render, send };

/** Text first, cut at sentence ends, then one part a file: Messenger takes text and files only as separate messages. */
function render(message: OutboundMessage, context: RenderContext): Part[] {
  checkAttachments(message.attachments, context.capabilities);
  const texts = splitText(message.text ?? "", context.capabilities.text.max).map((text) => ({ text }));
  const files = message.attachments.map(renderAttachment);
  const contents: Record<string, unknown>[] = [...texts, ...files];
  const last = contents.at(-1);
  if (!last) throw new SendError("content", "There is nothing to send.", { retryable: false });
  const quickReplies = renderQuickReplies(message.payload);
  if (quickReplies) last.quick_replies = quickReplies;
  return contents.map((content, index) => ({
    body: {
      recipient: { id: context.to.value },
      ...messagingType(context.hoursSinceInbound, context),
      // Comes back in the echo and nowhere else: how a send whose answer was lost is recognised.
      message: { ...content, metadata: message.id },
      ...(index === 0 && message.replyToExternalId ? { reply_to: { mid: message.replyToExternalId } } : {}),
    },
  }));
}

function messagingType(hours: number | null, { capabilities: { window } }: RenderContext): { messaging_type: string; tag?: string } {
  // Never heard from (an echo began the conversation): Facebook knows better than we do.
  if (hours === null || !window || hours <= window.hours) return { messaging_type: "RESPONSE" };
  if (hours <= (window.extendedHours ?? window.hours)) return { messaging_type: "MESSAGE_TAG", tag: "HUMAN_AGENT" };
  throw new SendError("window", "Facebook lets a Page answer for seven days after the person's last message; they are over.", { retryable: false });
}

function renderAttachment(attachment: OutboundAttachment): Record<string, unknown> {
  return { attachment: { type: WIRE_TYPES[attachment.kind], payload: { url: attachment.url, is_reusable: false } } };
}

function renderQuickReplies(payload: Record<string, unknown> | null): Record<string, string>[] | null {
  const parsed = quickRepliesSchema.safeParse(payload);
  if (!parsed.success) return null;
  const { quickReplies } = parsed.data;
  const isTooLong = quickReplies.some(({ title }) => title.length > MAX_QUICK_REPLY_TITLE);
  if (isTooLong || quickReplies.length > MAX_QUICK_REPLIES) {
    throw new SendError("content", `Messenger takes ${MAX_QUICK_REPLIES} buttons of ${MAX_QUICK_REPLY_TITLE} characters.`, { retryable: false });
  }
  return quickReplies.map(({ title, payload: value }) => ({ content_type: "text", title, payload: value }));
}

/** One call. Throws SendError. */
async function send({ part, config }: SendRequest<MessengerCredentials>, transport: Transport): Promise<SendResult> {
  const answer = await callAsPage(config, { method: "POST", path: `${config.accountId}/messages`, body: part.body }, transport);
  const sent = sendAnswerSchema.safeParse(answer);
  if (!sent.success) throw new SendError("unknown", "Facebook did not say which message it sent.", { retryable: false });
  return { externalIds: [sent.data.message_id] };
}
