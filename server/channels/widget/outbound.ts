import type { Outbound, OutboundMessage, Part, RenderContext } from "../contract";
import { SendError } from "../contract";

/** One part, whatever the message holds: the panel reads the message itself. */
function render(message: OutboundMessage, { capabilities }: RenderContext): Part[] {
  if (!message.text && message.attachments.length === 0) throw new SendError("content", "The message is empty.", { retryable: false });
  if ((message.text?.length ?? 0) > capabilities.text.max)
    throw new SendError("content", `The message is longer than ${capabilities.text.max} characters.`, { retryable: false });
  for (const { kind, name, sizeBytes } of message.attachments) {
    const limit = capabilities.attachments[kind];
    if (!limit) throw new SendError("content", `The chat cannot show "${name}".`, { retryable: false });
    if (sizeBytes > limit.maxBytes) throw new SendError("content", `"${name}" is larger than ${limit.maxBytes / 1024 / 1024} MB.`, { retryable: false });
  }
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
