import { AppError } from "@/lib/errors";
import type { AttachmentKind, Capabilities } from "@/server/channels/contract";

export interface Sending {
  text: string;
  attachments: { kind: AttachmentKind; name: string; sizeBytes: number }[];
  /** When it is to leave: now, or the not-before of a scheduled send. */
  at: Date;
  /** A person's own words, which some platforms let through for longer. */
  isByPerson: boolean;
}

export interface ReplyChannel {
  title: string;
  capabilities: Capabilities;
  isConnected: boolean;
  /** The contact blocked the channel or left it. */
  isBlocked: boolean;
  /** Provider time of the customer's last message in the conversation. */
  lastInboundAt: Date | null;
}

const HOUR_MS = 3_600_000;

/** Adapters split a text that one message cannot carry; beyond this many parts it is a document, not a message. Our own limit. */
export const MAX_PARTS = 10;

/**
 * Whether the channel can carry this now, by its capability table: connection, content, attachments, reply window.
 * The composer asks the same table beforehand; this is for the race and for API callers. Throws invalid (what is wrong with the
 * message) or conflict (what is wrong with the moment), each with a reason and a sentence. Changes nothing.
 */
export function assertCanSend(channel: ReplyChannel, sending: Sending): void {
  if (!channel.isConnected) throw refused("channel-disconnected", "This channel is disconnected. Connect it again to answer.");
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
  for (const { kind, name, sizeBytes } of attachments) {
    const limit = kinds[kind];
    if (!limit) throw unfit("attachments", { reason: "attachment-kind", publicMessage: `${channel.title} cannot carry “${name}” (${kind}).`, data: { kind } });
    if (sizeBytes > limit.maxBytes)
      throw unfit("attachments", {
        reason: "attachment-too-large",
        publicMessage: `“${name}” is larger than ${channel.title} takes.`,
        data: { maxBytes: limit.maxBytes },
      });
  }
}

function assertWindow(channel: ReplyChannel, sending: Sending): void {
  const { window } = channel.capabilities;
  if (!window) return;
  const hours = sending.isByPerson ? (window.extendedHours ?? window.hours) : window.hours;
  const closesAt = channel.lastInboundAt && new Date(channel.lastInboundAt.getTime() + hours * HOUR_MS);
  if (closesAt && sending.at <= closesAt) return;
  throw refused("window-closed", `${channel.title} lets us answer only within ${hours} hours of the customer's last message.`, {
    hours,
    closedAt: closesAt?.toISOString() ?? null,
  });
}

function unfit(field: string, why: { reason: string; publicMessage: string; data: Record<string, unknown> }): AppError {
  return new AppError("invalid", why.reason, { ...why, fields: [{ field, message: why.publicMessage }] });
}

function refused(reason: string, publicMessage: string, data: Record<string, unknown> = {}): AppError {
  return new AppError("conflict", reason, { reason, publicMessage, data });
}
