import type { Outbound, OutboundMessage, Part, RenderContext, SendRequest, SendResult, Transport } from "@/server/channels/contract";
import { renderContents, taggedFor } from "@/server/channels/shared/meta-render";
import { sentIds } from "@/server/channels/shared/meta-send";
import { callAsAccount, nodeOf } from "./api";
import type { InstagramCredentials } from "./payload";
import { refusals } from "./refusals";

/** Instagram Platform, "Send messages": several pictures in one message, as of 2026-09. */
const MAX_IMAGES = 10;

export const outbound: Outbound<InstagramCredentials> = { render, send };

function render(message: OutboundMessage, context: RenderContext): Part[] {
  const { messaging_type, tag } = taggedFor(context, "Instagram");
  return renderContents(message, context, { images: MAX_IMAGES }).map((content, index) => ({
    body: {
      recipient: { id: context.to.value },
      ...(tag ? { messaging_type, tag } : {}),
      message: content,
      ...(index === 0 && message.replyToExternalId ? { reply_to: { mid: message.replyToExternalId } } : {}),
    },
  }));
}

/** One call. Throws SendError. */
async function send({ part, config }: SendRequest<InstagramCredentials>, transport: Transport): Promise<SendResult> {
  const path = `${nodeOf(config.credentials)}/messages`;
  return sentIds(await callAsAccount(config, { method: "POST", path, body: part.body }, transport), refusals.platform);
}
