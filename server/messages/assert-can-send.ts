import { AppError } from "@/lib/errors";
import { type FilePlan, planFile } from "@/lib/media/plan-file";
import type { OpenWindow } from "@/lib/reply-window";
import type { AttachmentKind, Capabilities } from "@/server/channels/contract";
import { assertWindow } from "./assert-window";

export interface Sending {
  text: string;
  attachments: { kind: AttachmentKind; name: string; mimeType: string; sizeBytes: number; shrink?: boolean }[];
  /** When it is to leave: now, or the not-before of a scheduled send. */
  at: Date;
  /** A person's own words, which some platforms let through for longer. */
  isByPerson: boolean;
  /** A text that the platform has approved beforehand. */
  isTemplate: boolean;
  /** How many calls it takes, where the platform counts them. */
  calls: number;
}

export interface ReplyChannel {
  title: string;
  capabilities: Capabilities;
  isConnected: boolean;
  /** The contact blocked the channel or left it. */
  isBlocked: boolean;
  /** Provider time of the customer's last message in the conversation. */
  lastInboundAt: Date | null;
  /** What the customer's acts allow, where the platform counts answers. */
  windows: OpenWindow[];
  /** Why nothing can ever be sent there; null where it can. */
  refusal: string | null;
}

/** Adapters split a text that one message cannot carry; beyond this many parts it is a document, not a message. Our own limit. */
export const MAX_PARTS = 10;

/**
 * Whether the channel can carry this now, by its capability table: connection, content, attachments, reply window.
 * The composer asks the same table beforehand; this is for the race and for API callers. Throws invalid (what is wrong with the
 * message) or conflict (what is wrong with the moment), each with a reason and a sentence. Changes nothing.
 */
export function assertCanSend(channel: ReplyChannel, sending: Sending): void {
  if (!channel.isConnected) throw refused("channel-disconnected", "This channel is disconnected. Connect it again to answer.");
  if (channel.refusal) throw refused("read-only", channel.refusal);
  if (channel.isBlocked) throw refused("blocked", "The customer blocked this channel or left it.");
  assertText(channel, sending.text);
  assertAttachments(channel, sending.attachments);
  assertWindow(channel, sending);
}

function assertText(channel: ReplyChannel, text: string): void {
  const { max, unit } = channel.capabilities.text;
  if (lengthIn(unit, text) <= max * MAX_PARTS) return;
  const publicMessage = `${channel.title} takes ${max} characters a message; this would be more than ${MAX_PARTS} messages.`;
  throw unfit("text", { reason: "text-too-long", publicMessage, data: { max, unit } });
}

function lengthIn(unit: Capabilities["text"]["unit"], text: string): number {
  if (unit === "utf16") return text.length;
  return unit === "bytes" ? Buffer.byteLength(text) : [...text].length;
}

function assertAttachments(channel: ReplyChannel, attachments: Sending["attachments"]): void {
  const { maxAttachments, attachments: kinds } = channel.capabilities;
  if (attachments.length > maxAttachments)
    throw unfit("attachments", {
      reason: "too-many-attachments",
      publicMessage: `${channel.title} takes ${maxAttachments} attachments a message.`,
      data: { max: maxAttachments },
    });
  for (const file of attachments) assertFile(channel, file, planFile(file, kinds));
}

/** What can be made into a form that the channel takes is, on its way out; a picture smaller only if its sender knows. */
function assertFile({ title, capabilities }: ReplyChannel, { kind, name, mimeType, shrink }: Sending["attachments"][number], plan: FilePlan): void {
  const refuse = (reason: string, publicMessage: string, data: Record<string, unknown>) => unfit("attachments", { reason, publicMessage, data });
  const tooLarge = `“${name}” is larger than ${title} takes.`;
  if (plan.kind === "shrink" && !shrink)
    throw refuse("attachment-too-large", `${tooLarge} Send it with \`shrink\`, or a smaller one.`, {
      maxBytes: capabilities.attachments[kind]?.maxBytes,
      canShrink: true,
    });
  if (plan.kind !== "refused") return;
  const { why, max } = plan;
  if (why === "kind") throw refuse("attachment-kind", `${title} cannot carry “${name}” (${kind}).`, { kind });
  if (why === "type")
    throw refuse("attachment-type", `${title} does not take “${name}” (${mimeType}).`, { mimeTypes: capabilities.attachments[kind]?.mimeTypes });
  if (why === "size") throw refuse("attachment-too-large", tooLarge, { maxBytes: max });
  throw refuse("attachment-too-long", `“${name}” is longer than the ${Math.floor(max / 1_000)} seconds that ${title} takes.`, { maxDurationMs: max });
}

function unfit(field: string, why: { reason: string; publicMessage: string; data: Record<string, unknown> }): AppError {
  return new AppError("invalid", why.reason, { ...why, fields: [{ field, message: why.publicMessage }] });
}

function refused(reason: string, publicMessage: string): AppError {
  return new AppError("conflict", reason, { reason, publicMessage });
}
