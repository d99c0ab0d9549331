import { type Answer, text } from "./http";
import { badParameter } from "./meta-errors";

type Fields = Record<string, unknown>;
type Refused = NonNullable<Answer> | null;

/** What the products measure differently. */
export interface Limits {
  /** Length of a text, and how much of it there may be. */
  length(text: string): number;
  text: number;
  /** Pictures in one message. */
  images: number;
  types: string[];
}

const HOUR_MS = 3600_000;
const DEAD_TAGS = ["CONFIRMED_EVENT_UPDATE", "ACCOUNT_UPDATE", "POST_PURCHASE_UPDATE"];

/** What Meta says about a message it will not take; null when it takes it. */
export function checkMessage(message: Fields | undefined, limits: Limits): Refused {
  if (!message) return badParameter("The parameter message is required");
  const carried = [message.text, message.attachment, message.attachments].filter((part) => part !== undefined);
  if (carried.length !== 1) return badParameter("A message takes text, an attachment or attachments, one of them");
  if (message.text !== undefined && (text(message.text) === "" || limits.length(text(message.text)) > limits.text))
    return badParameter(`Length of param message[text] must be less than or equal to ${limits.text}`);
  if (text(message.metadata).length > 1000) return badParameter("Length of param message[metadata] must be less than or equal to 1000");
  return checkAttachments(message, limits) ?? checkQuickReplies(message.quick_replies);
}

function checkAttachments({ attachment, attachments }: Fields, limits: Limits): Refused {
  const list = attachments as Fields[] | undefined;
  if (list && (list.length < 2 || list.length > limits.images || list.some(({ type }) => type !== "image")))
    return badParameter(`attachments are 2 to ${limits.images} images`);
  if (attachment === undefined) return null;
  const { type, payload } = attachment as Fields;
  if (type === "template") return checkButtons(payload as Fields | undefined);
  return limits.types.includes(text(type)) ? null : badParameter("Invalid attachment type");
}

/** The button template; the others are not offered here. */
function checkButtons(payload: Fields | undefined): Refused {
  const buttons = payload?.buttons as Fields[] | undefined;
  if (payload?.template_type !== "button" || !Array.isArray(buttons)) return badParameter("Invalid template");
  if (text(payload.text).length === 0 || text(payload.text).length > 640) return badParameter("The text of a button template has 1 to 640 characters");
  if (buttons.length < 1 || buttons.length > 3) return badParameter("A button template has 1 to 3 buttons");
  if (buttons.some(({ title }) => text(title).length === 0 || text(title).length > 20)) return badParameter("The title of a button has 1 to 20 characters");
  const isWhole = ({ type, url, payload: value }: Fields) => (type === "web_url" ? URL.canParse(text(url)) : type === "postback" && text(value) !== "");
  return buttons.every(isWhole) ? null : badParameter("A button opens a link or carries a payload");
}

function checkQuickReplies(value: unknown): Refused {
  if (value === undefined) return null;
  if (!Array.isArray(value) || value.length > 13) return badParameter("A message takes at most 13 quick replies");
  const replies = value as Fields[];
  if (replies.some((reply) => text(reply.title).length === 0 || text(reply.title).length > 20))
    return badParameter("The title of a quick reply has 1 to 20 characters");
  return replies.some((reply) => text(reply.payload).length > 1000) ? badParameter("The payload of a quick reply has at most 1000 characters") : null;
}

/** 24 hours for an answer, seven days for a person's answer; other tags are dead since 27 April 2026. `outside` is the product's own refusal. */
export function checkWindow(body: Fields, sinceLastActMs: number, outside: () => NonNullable<Answer>): Refused {
  const type = text(body.messaging_type) || "RESPONSE";
  const tag = text(body.tag);
  if (!["RESPONSE", "UPDATE", "MESSAGE_TAG"].includes(type)) return badParameter("Invalid messaging_type");
  if (type !== "MESSAGE_TAG") return sinceLastActMs > 24 * HOUR_MS ? outside() : null;
  if (DEAD_TAGS.includes(tag)) return badParameter("Invalid parameter: message tag is no longer supported");
  if (tag !== "HUMAN_AGENT") return badParameter("Invalid tag");
  return sinceLastActMs > 7 * 24 * HOUR_MS ? outside() : null;
}

/** What a person can tap under a message, whichever way it was offered. */
export function buttonsOf(message: Fields): { title: string; payload: string }[] | undefined {
  const template = (message.attachment as Fields | undefined)?.payload as Fields | undefined;
  const offered = (message.quick_replies ?? template?.buttons) as { title: string; payload?: string; url?: string }[] | undefined;
  return offered?.map(({ title, payload, url }) => ({ title, payload: payload ?? url ?? "" }));
}

/** What stands in the bubble. */
export function wordsOf(message: Fields): string {
  const template = (message.attachment as Fields | undefined)?.payload as Fields | undefined;
  return text(message.text) || text(template?.text);
}
