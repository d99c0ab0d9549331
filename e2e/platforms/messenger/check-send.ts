import { type Answer, text } from "../shared/http";
import { badParameter, outsideWindow } from "../shared/meta-errors";

const HOUR_MS = 3600_000;
const DEAD_TAGS = ["CONFIRMED_EVENT_UPDATE", "ACCOUNT_UPDATE", "POST_PURCHASE_UPDATE"];
const ATTACHMENT_TYPES = ["image", "audio", "video", "file", "template"];

type Fields = Record<string, unknown>;

/** What Facebook says about a message it will not take; null when it takes it. */
export function checkMessage(message: Fields | undefined): NonNullable<Answer> | null {
  if (!message) return badParameter("The parameter message is required");
  const attachment = message.attachment as Fields | undefined;
  if (message.text === undefined && !attachment) return badParameter("A message needs text or an attachment");
  if (message.text !== undefined && attachment) return badParameter("A message takes text or an attachment, not both");
  if (message.text !== undefined && (text(message.text) === "" || text(message.text).length > 2000))
    return badParameter("Length of param message[text] must be less than or equal to 2000");
  if (text(message.metadata).length > 1000) return badParameter("Length of param message[metadata] must be less than or equal to 1000");
  if (attachment && !ATTACHMENT_TYPES.includes(text(attachment.type))) return badParameter("Invalid attachment type");
  return checkQuickReplies(message.quick_replies);
}

function checkQuickReplies(value: unknown): NonNullable<Answer> | null {
  if (value === undefined) return null;
  if (!Array.isArray(value) || value.length > 13) return badParameter("A message takes at most 13 quick replies");
  const replies = value as Fields[];
  if (replies.some((reply) => text(reply.title).length === 0 || text(reply.title).length > 20))
    return badParameter("The title of a quick reply has 1 to 20 characters");
  return replies.some((reply) => text(reply.payload).length > 1000) ? badParameter("The payload of a quick reply has at most 1000 characters") : null;
}

/** 24 hours for an answer, seven days for a person's answer; other tags are dead since 27 April 2026. */
export function checkWindow(body: Fields, sinceLastActMs: number): NonNullable<Answer> | null {
  const type = text(body.messaging_type) || "RESPONSE";
  const tag = text(body.tag);
  if (!["RESPONSE", "UPDATE", "MESSAGE_TAG"].includes(type)) return badParameter("Invalid messaging_type");
  if (type !== "MESSAGE_TAG") return sinceLastActMs > 24 * HOUR_MS ? outsideWindow() : null;
  if (DEAD_TAGS.includes(tag)) return badParameter("Invalid parameter: message tag is no longer supported");
  if (tag !== "HUMAN_AGENT") return badParameter("Invalid tag");
  return sinceLastActMs > 7 * 24 * HOUR_MS ? outsideWindow() : null;
}
