import {
  type Outbound,
  type OutboundMessage,
  type Part,
  type RenderContext,
  SendError,
  type SendRequest,
  type SendResult,
  type Transport,
} from "@/server/channels/contract";
import { sendAnswerSchema } from "@/server/channels/shared/meta-payload";
import { renderContents, taggedFor } from "@/server/channels/shared/meta-render";
import { callAsPage } from "./graph";
import type { MessengerCredentials } from "./payload";

/** Send API reference, `attachments`, as of 2026-09. */
const MAX_IMAGES = 30;

export const outbound: Outbound<MessengerCredentials> = { render, send };

function render(message: OutboundMessage, context: RenderContext): Part[] {
  return renderContents(message, context, { images: MAX_IMAGES }).map((content, index) => ({
    body: {
      recipient: { id: context.to.value },
      ...taggedFor(context, "Facebook"),
      // Comes back in the echo and nowhere else: how a send whose answer was lost is recognised.
      message: { ...content, metadata: message.id },
      ...(index === 0 && message.replyToExternalId ? { reply_to: { mid: message.replyToExternalId } } : {}),
    },
  }));
}

/** One call. Throws SendError. */
async function send({ part, config }: SendRequest<MessengerCredentials>, transport: Transport): Promise<SendResult> {
  const answer = await callAsPage(config, { method: "POST", path: `${config.accountId}/messages`, body: part.body }, transport);
  const sent = sendAnswerSchema.safeParse(answer);
  if (!sent.success) throw new SendError("unknown", "Facebook did not say which message it sent.", { retryable: false });
  return { externalIds: [sent.data.message_id] };
}
