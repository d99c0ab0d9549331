import { type Capabilities, type OutboundAttachment, SendError } from "@/server/channels/contract";

const MB = 1024 * 1024;

/** Throws SendError "content", in words for the agent, when the channel cannot carry one of the files. */
export function checkAttachments(attachments: OutboundAttachment[], { attachments: allowed, maxAttachments }: Capabilities): void {
  if (attachments.length > maxAttachments) throw new SendError("content", `This channel takes ${maxAttachments} files in one message.`, { retryable: false });
  for (const { kind, name, sizeBytes } of attachments) {
    const limit = allowed[kind];
    if (!limit) throw new SendError("content", `This channel cannot carry "${name}" (${kind}).`, { retryable: false });
    if (sizeBytes > limit.maxBytes)
      throw new SendError("content", `"${name}" is larger than the ${Math.floor(limit.maxBytes / MB)} MB this channel takes.`, { retryable: false });
  }
}
