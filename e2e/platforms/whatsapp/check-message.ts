import { type Answer, text } from "../shared/http";
import { graphError, invalid } from "./graph-errors";
import type { Platform } from "./platform";

export type Fields = Record<string, unknown>;
type Refusal = NonNullable<Answer> | null;

const MB = 1024 * 1024;
/** Type of message: what the file may be, and its bytes. */
const MEDIA: Record<string, [types: RegExp, maxBytes: number]> = {
  image: [/^image\/(jpeg|png)$/, 5 * MB],
  video: [/^video\/(mp4|3gpp)$/, 16 * MB],
  audio: [/^audio\/(aac|amr|mpeg|mp4|ogg)/, 16 * MB],
  document: [/./, 100 * MB],
  sticker: [/^image\/webp$/, 500 * 1024],
};

/** What WhatsApp says about a message that is no template; null when it takes it. */
export function checkMessage(platform: Platform, body: Fields): Refusal {
  const type = text(body.type) || "text";
  const content = body[type] as Fields | undefined;
  if (!content) return graphError(131008, `The parameter ${type} is required.`);
  if (type === "text") return checkLength(text(content.body), "text.body", 4096);
  if (MEDIA[type]) return checkMedia(platform, type, content);
  if (type === "interactive") return checkInteractive(content);
  if (type === "reaction") return content.message_id === undefined ? graphError(131008, "message_id is required.") : null;
  return ["location", "contacts"].includes(type) ? null : graphError(131051);
}

function checkLength(value: string, name: string, max: number): Refusal {
  if (value === "") return graphError(131008, `The parameter ${name} is required.`);
  return value.length > max ? invalid(`Param ${name} must be at most ${max} characters long.`) : null;
}

function checkMedia(platform: Platform, type: string, content: Fields): Refusal {
  if (text(content.caption).length > 1024) return invalid("Param caption must be at most 1024 characters long.");
  if ((content.id === undefined) === (content.link === undefined)) return graphError(131008, "Either id or link is required.");
  if (content.link !== undefined) return null;
  const file = platform.media.find(text(content.id));
  if (!file) return graphError(131009, "Media ID is not valid.");
  const [types, maxBytes] = MEDIA[type] as [RegExp, number];
  if (!types.test(file.type) || file.bytes.length > maxBytes) return graphError(131053, `The file cannot be sent as ${type}.`);
  return content.voice === true && file.type !== "audio/ogg" ? graphError(131053, "Voice messages are OGG files with the OPUS codec.") : null;
}

function checkInteractive(content: Fields): Refusal {
  const action = (content.action ?? {}) as Fields;
  const words = text((content.body as Fields | undefined)?.text);
  if (content.type === "button") return checkLength(words, "body.text", 1024) ?? checkReplies(action.buttons);
  if (content.type === "list") return checkLength(words, "body.text", 4096) ?? checkList(action);
  if (content.type !== "cta_url") return graphError(131009, "interactive.type is not valid.");
  const { display_text: title, url } = (action.parameters ?? {}) as Fields;
  return (
    checkLength(words, "body.text", 1024) ?? checkLength(text(title), "display_text", 20) ?? (URL.canParse(text(url)) ? null : invalid("url is not valid."))
  );
}

function checkReplies(value: unknown): Refusal {
  const buttons = (Array.isArray(value) ? value : []) as { type?: string; reply?: Fields }[];
  if (buttons.length < 1 || buttons.length > 3) return invalid("Min buttons allowed: 1, max buttons allowed: 3.");
  const titles = buttons.map(({ reply }) => text(reply?.title));
  if (new Set(titles).size < titles.length) return invalid("Duplicated title for interactive buttons.");
  return firstOf(buttons.map(({ reply }) => checkLength(text(reply?.title), "button.title", 20) ?? checkLength(text(reply?.id), "button.id", 256)));
}

function checkList({ button, sections }: Fields): Refusal {
  const rows = ((Array.isArray(sections) ? sections : []) as { rows?: Fields[] }[]).flatMap((section) => section.rows ?? []);
  if (rows.length < 1 || rows.length > 10) return invalid("Total row count must be between 1 and 10.");
  if (new Set(rows.map(({ id }) => id)).size < rows.length) return invalid("Duplicated row id.");
  return firstOf([
    checkLength(text(button), "action.button", 20),
    ...rows.map((row) => checkLength(text(row.title), "row.title", 24) ?? checkLength(text(row.id), "row.id", 200)),
    ...rows.map((row) => (text(row.description).length > 72 ? invalid("Param row.description must be at most 72 characters long.") : null)),
  ]);
}

const firstOf = (refusals: Refusal[]): Refusal => refusals.find((refusal) => refusal !== null) ?? null;
