import { fromWhatsapp } from "@/lib/rich-text/parse";
import { toMarkdown } from "@/lib/rich-text/to-markdown";
import { isUnformatted } from "@/lib/rich-text/tree";
import type { AttachmentKind, InboundAttachment, InboundMessage } from "@/server/channels/contract";
import { webUrl } from "@/server/channels/shared/web-url";
import { wireTable } from "@/server/channels/shared/wire-table";
import { errorSchema, productSchema, sharedContactSchema, type WireMessage } from "./payload";

/** What a message says, whatever its type. Null: nothing of it could be read. */
export type Content = Pick<InboundMessage, "text" | "markdown" | "attachments" | "postback" | "isUnsupported">;

type Reader = (message: WireMessage) => Content | null;

const READERS = wireTable<Reader>({
  text: ({ text }) => (text ? { text: text.body, ...formattingOf(text.body), attachments: [] } : null),
  image: (message) => readMedia(message, "image", message.image),
  video: (message) => readMedia(message, "video", message.video),
  audio: (message) => readMedia(message, message.audio?.voice ? "voice" : "audio", message.audio),
  // Old traffic calls a voice note so.
  voice: (message) => readMedia(message, "voice", message.voice ?? message.audio),
  document: (message) => readMedia(message, "file", message.document),
  sticker: (message) => readMedia(message, "sticker", message.sticker),
  location: readLocation,
  contacts: readContacts,
  interactive: readInteractive,
  button: ({ button }) => (button ? pressed(button.text ?? button.payload ?? "", button.payload ?? button.text ?? "") : null),
  order: readOrder,
});

/** Unknown types, and known ones in a shape nobody has seen, are kept and marked: they read right once this has learnt them. */
export function readContent(message: WireMessage): Content {
  const content = READERS[message.type]?.(message);
  if (content && (content.text || content.attachments.length > 0)) return content;
  const { type } = message;
  return { attachments: [{ kind: "unsupported", data: { type: message.unsupported?.type ?? type, ...reasonOf(message) } }], isUnsupported: true };
}

function readMedia(message: WireMessage, kind: AttachmentKind, media: WireMessage["image"]): Content | null {
  // WhatsApp could not fetch it from the phone: the caption is all there is.
  if (message.errors?.length)
    return { ...textOf(media?.caption), attachments: [{ kind: "unsupported", data: { type: message.type, ...reasonOf(message) } }], isUnsupported: true };
  if (!media?.id) return null;
  const attachment: InboundAttachment = {
    kind,
    ...(media.filename ? { name: media.filename } : {}),
    // "audio/ogg; codecs=opus" is a label with a parameter; the bytes are looked at later.
    ...(media.mime_type ? { mimeType: media.mime_type.split(";")[0]?.trim() } : {}),
    source: { mediaId: media.id },
  };
  return { ...textOf(media.caption), attachments: [attachment] };
}

function textOf(caption: string | undefined): Pick<Content, "text" | "markdown"> {
  return caption ? { text: caption, ...formattingOf(caption) } : {};
}

/** What WhatsApp's own programs show formatted, in our form. */
function formattingOf(text: string): Pick<Content, "markdown"> {
  const tree = fromWhatsapp(text);
  return isUnformatted(tree) ? {} : { markdown: toMarkdown(tree) };
}

function reasonOf({ errors = [] }: WireMessage): { reason?: string } {
  const error = errorSchema.safeParse(errors[0]);
  return error.success ? { reason: error.data.error_data?.details ?? error.data.title ?? String(error.data.code) } : {};
}

function readLocation({ location }: WireMessage): Content | null {
  if (!location) return null;
  const { latitude, longitude, name, address, url } = location;
  return { attachments: [{ kind: "location", data: { latitude, longitude, title: name, address, url: webUrl(url) } }] };
}

function readContacts({ contacts = [] }: WireMessage): Content | null {
  const attachments = contacts.flatMap((value): InboundAttachment[] => {
    const parsed = sharedContactSchema.safeParse(value);
    if (!parsed.success) return [];
    const { name, phones = [], emails = [], org } = parsed.data;
    const title = name?.formatted_name ?? [name?.first_name, name?.last_name].filter(Boolean).join(" ");
    const numbers = phones.flatMap(({ phone, wa_id }) => phone ?? wa_id ?? []);
    return [{ kind: "contact", name: title, data: { name: title, phone: numbers[0], phones: numbers, email: emails[0]?.email, company: org?.company } }];
  });
  return { attachments };
}

function readInteractive({ interactive }: WireMessage): Content | null {
  const choice = interactive?.button_reply ?? interactive?.list_reply;
  if (choice) return pressed(choice.title, choice.id);
  const form = interactive?.nfm_reply;
  if (!form) return null;
  const answers = readAnswers(form.response_json);
  const text = [form.body, ...answers.map(([question, answer]) => `${question}: ${answer}`)].filter(Boolean).join("\n");
  return { text, attachments: [], postback: { title: form.body ?? form.name ?? "", payload: form.response_json ?? "" } };
}

function pressed(title: string, payload: string): Content {
  return { text: title, attachments: [], postback: { title, payload } };
}

/** A form's answers come as JSON inside a string. */
function readAnswers(json: string | undefined): [string, string][] {
  try {
    const answers: unknown = JSON.parse(json ?? "{}");
    if (typeof answers !== "object" || answers === null) return [];
    return Object.entries(answers)
      .filter(([question]) => question !== "flow_token")
      .map(([question, answer]) => [question, typeof answer === "string" ? answer : JSON.stringify(answer)]);
  } catch {
    return []; // Not JSON: the payload of the postback still has it whole.
  }
}

function readOrder({ order }: WireMessage): Content | null {
  if (!order) return null;
  const items = (order.product_items ?? []).flatMap((value) => {
    const { data } = productSchema.safeParse(value);
    return data ? [{ id: data.product_retailer_id, quantity: data.quantity, price: data.item_price, currency: data.currency }] : [];
  });
  const lines = items.map(({ id, quantity, price, currency }) => `${quantity} × ${id} (${price} ${currency})`);
  const text = [order.text, ...lines].filter(Boolean).join("\n");
  return { ...textOf(text), attachments: [{ kind: "share", data: { title: "Order", catalogId: order.catalog_id, items } }] };
}
