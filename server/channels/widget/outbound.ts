import type { Outbound, OutboundMessage, Part, RenderContext } from "../contract";
import { SendError } from "../contract";

/** One part, whatever the message holds: the panel reads the message itself. */
function render(message: OutboundMessage, { capabilities }: RenderContext): Part[] {
  if (!message.text && message.attachments.length === 0) throw new SendError("content", "The message is empty.", { retryable: false });
  if ((message.text?.length ?? 0) > capabilities.text.max)
    throw new SendError("content", `The message is longer than ${capabilities.text.max} characters.`, { retryable: false });
  return [{ body: { messageId: message.id } }];
}

/**
 * Sending is local: the message is where the panel reads from, so it is sent as soon as it may be seen. The message's own
 * id is the outside id; the visitor's receipts name it.
 */
export const outbound: Outbound<{ identitySecret: string }> = {
  render,
  send: async ({ part }) => ({ externalIds: [String(part.body.messageId)] }),
};
