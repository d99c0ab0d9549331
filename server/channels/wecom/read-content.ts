import { escapeMarkdown } from "@/lib/rich-text/to-markdown";
import type { InboundAttachment, InboundMessage } from "@/server/channels/contract";
import { webUrl } from "@/server/channels/shared/web-url";

type Fields = Record<string, unknown>;
type Content = Pick<InboundMessage, "attachments"> & Partial<Pick<InboundMessage, "text" | "markdown" | "postback" | "isUnsupported">>;

/** What each type of message says; null when it lacks what it must have. */
const READERS = new Map<string, (body: Fields) => Content | null>([
  ["text", readText],
  ["image", (body) => readFile(body, { kind: "image" })],
  ["voice", (body) => readFile(body, { kind: "voice", mimeType: "audio/amr" })],
  ["video", (body) => readFile(body, { kind: "video" })],
  ["file", (body) => readFile(body, { kind: "file" })],
  ["location", readLocation],
  ["link", readLink],
  ["business_card", (body) => readFacts("contact", { userId: textOf(body.userid) })],
  ["miniprogram", (body) => readFacts("share", { title: textOf(body.title), appId: textOf(body.appid), page: textOf(body.pagepath) })],
  ["msgmenu", readMenu],
  ["channels_shop_product", readProduct],
  ["channels_shop_order", readOrder],
  ["channels", (body) => readFacts("share", { title: textOf(body.title), description: textOf(body.nickname), subType: textOf(body.sub_type) })],
  ["merged_msg", readMerged],
]);

/** What a message says. What WeCom shows in its own program alone (a meeting, a note) and what nobody has heard of is kept, and says so. */
export function readContent(type: string, message: Fields): Content {
  const content = READERS.get(type)?.(objectOf(message[type]));
  return content ?? { attachments: [{ kind: "unsupported", data: { type: type.slice(0, 100) } }], isUnsupported: true };
}

/** A tap on a button of ours comes as text with the button's id. */
function readText({ content, menu_id }: Fields): Content | null {
  const text = textOf(content);
  const payload = textOf(menu_id);
  if (text === undefined) return null;
  return { text, attachments: [], ...(payload ? { postback: { title: text, payload } } : {}) };
}

function readFile(body: Fields, attachment: InboundAttachment): Content | null {
  const mediaId = textOf(body.media_id);
  return mediaId ? { attachments: [{ ...attachment, source: { mediaId } }] } : null;
}

function readLocation({ latitude, longitude, name, address }: Fields): Content | null {
  const place = { latitude: Number(latitude), longitude: Number(longitude) };
  if (latitude === undefined || !Number.isFinite(place.latitude) || !Number.isFinite(place.longitude)) return null;
  return { attachments: [{ kind: "location", data: { ...place, ...known({ title: textOf(name), address: textOf(address) }) } }] };
}

function readLink({ title, desc, url, pic_url }: Fields): Content | null {
  return readFacts("link", { title: textOf(title), description: textOf(desc), url: webUrl(url), imageUrl: webUrl(pic_url) });
}

function readProduct({ title, sales_price, shop_nickname, head_img, product_id }: Fields): Content | null {
  const description = [shop_nickname, sales_price].map(textOf).filter(Boolean).join(" · ") || undefined;
  return readFacts("share", { title: textOf(title), description, imageUrl: webUrl(head_img), productId: textOf(product_id) });
}

function readOrder({ order_id, product_titles, price_wording, state, shop_nickname, image_url }: Fields): Content | null {
  const description = [order_id, price_wording, state, shop_nickname].map(textOf).filter(Boolean).join(" · ") || undefined;
  return readFacts("share", { title: textOf(product_titles), description, imageUrl: webUrl(image_url), orderId: textOf(order_id) });
}

/** Something to show without bytes; null without anything to show. */
function readFacts(kind: InboundAttachment["kind"], facts: Record<string, string | undefined>): Content | null {
  const data = known(facts);
  return Object.keys(data).length > 0 ? { attachments: [{ kind, data }] } : null;
}

/** A menu that a colleague sent: its words, and its entries as lines. */
function readMenu({ head_content, list, tail_content }: Fields): Content | null {
  const entries = listOf(list).map((entry) => {
    const { content } = objectOf(entry[textOf(entry.type) ?? ""]);
    return textOf(content) && `- ${textOf(content)}`;
  });
  const text = [textOf(head_content), ...entries, textOf(tail_content)].filter(Boolean).join("\n");
  return text ? { text, attachments: [] } : null;
}

/** A chat that the customer passes on: who said what, as a quotation below its title. */
function readMerged({ title, item }: Fields): Content | null {
  const said = listOf(item).map((one) => ({ name: textOf(one.sender_name) ?? "?", ...mergedContent(one) }));
  const heading = textOf(title);
  if (!heading && said.length === 0) return null;
  const lines = said.map(({ name, text }) => `${name}: ${text}`);
  const quoted = said.map(({ name, text }) => `> **${escapeMarkdown(name)}**: ${escapeMarkdown(text).replaceAll("\n", "\n> ")}`);
  return {
    text: [heading, ...lines].filter(Boolean).join("\n"),
    markdown: [heading && escapeMarkdown(heading), quoted.join("\n")].filter(Boolean).join("\n\n"),
    attachments: said.flatMap(({ attachments }) => attachments),
  };
}

/** The message inside stands as JSON within a string. Files of it are kept beside the quotation, each named there by its type. */
function mergedContent({ msgtype, msg_content }: Fields): { text: string; attachments: InboundAttachment[] } {
  const type = textOf(msgtype) ?? "";
  const inner = parsed(msg_content);
  // Chats within chats are left at their type.
  const { text, attachments } = type === "merged_msg" ? { text: undefined, attachments: [] } : readContent(type, type in inner ? inner : { [type]: inner });
  return { text: text ?? `[${type.slice(0, 40) || "?"}]`, attachments: attachments.filter(({ kind }) => kind !== "unsupported") };
}

function parsed(value: unknown): Fields {
  if (typeof value !== "string") return objectOf(value);
  try {
    return objectOf(JSON.parse(value));
  } catch {
    return {};
  }
}

/** A text or a number, as text; undefined for an empty one. */
export function textOf(value: unknown): string | undefined {
  return typeof value === "string" || typeof value === "number" ? String(value) || undefined : undefined;
}

/** The fields of an object; of anything else none. */
export function objectOf(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

const listOf = (value: unknown): Fields[] => (Array.isArray(value) ? value.map(objectOf) : []);

function known(facts: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(facts).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
