import type { Button } from "@/lib/schemas/content";
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
import { renderTexts } from "@/server/channels/shared/render-texts";
import { callAsPage } from "./graph";
import { type MessengerCredentials, sendAnswerSchema } from "./payload";

const WIRE_TYPES: Partial<Record<AttachmentKind, string>> = { image: "image", audio: "audio", voice: "audio", video: "video", file: "file" };

export const outbound: Outbound<MessengerCredentials> = { render, send };

/** Text first, cut at sentence ends, then one part a file: Messenger takes text and files only as separate messages. */
function render(message: OutboundMessage, context: RenderContext): Part[] {
  checkAttachments(message.attachments, context.capabilities);
  const { texts: words, buttons } = renderTexts(message, context.capabilities);
  const texts = words.map((text) => ({ text }));
  const files = message.attachments.map(renderAttachment);
  const contents: Record<string, unknown>[] = [...texts, ...files];
  const last = contents.at(-1);
  if (!last) throw new SendError("content", "There is nothing to send.", { retryable: false });
  if (buttons.length > 0) last.quick_replies = buttons.map(renderQuickReply);
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

function renderQuickReply(button: Button): Record<string, string> {
  const value = button.type === "reply" ? button.value : undefined;
  return { content_type: "text", title: button.title, payload: value ?? button.title };
}

/** One call. Throws SendError. */
async function send({ part, config }: SendRequest<MessengerCredentials>, transport: Transport): Promise<SendResult> {
  const answer = await callAsPage(config, { method: "POST", path: `${config.accountId}/messages`, body: part.body }, transport);
  const sent = sendAnswerSchema.safeParse(answer);
  if (!sent.success) throw new SendError("unknown", "Facebook did not say which message it sent.", { retryable: false });
  return { externalIds: [sent.data.message_id] };
}
