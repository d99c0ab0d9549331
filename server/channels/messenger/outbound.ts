import type { Outbound, OutboundMessage, Part, RenderContext, SendRequest, SendResult, Transport } from "@/server/channels/contract";
import { renderContents, taggedFor } from "@/server/channels/shared/meta-render";
import { sentIds } from "@/server/channels/shared/meta-send";
import { callAsPage } from "./graph";
import type { MessengerCredentials } from "./payload";
import { refusals } from "./refusals";

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
  return sentIds(await callAsPage(config, { method: "POST", path: `${config.accountId}/messages`, body: part.body }, transport), refusals.platform);
}
