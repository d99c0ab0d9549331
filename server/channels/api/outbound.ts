import { type Outbound, type OutboundMessage, type Part, type RenderContext, SendError } from "@/server/channels/contract";
import { checkAttachments } from "@/server/channels/shared/check-attachments";
import type { ApiCredentials } from "./payload";

/**
 * Sending is local: the other side reads the message in /events and /messages, so it is sent once it can be read there.
 * No id comes back; what became of it is reported with our message id.
 */
export const outbound: Outbound<ApiCredentials> = {
  render,
  send: async () => ({ externalIds: [] }),
};

function render(message: OutboundMessage, { capabilities }: RenderContext): Part[] {
  checkAttachments(message.attachments, capabilities);
  if (!message.text && message.attachments.length === 0) throw new SendError("content", "There is nothing to send.", { retryable: false });
  if ((message.text?.length ?? 0) > capabilities.text.max) {
    throw new SendError("content", `A message has at most ${capabilities.text.max} characters.`, { retryable: false });
  }
  return [{ body: { messageId: message.id } }];
}
