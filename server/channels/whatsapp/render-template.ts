import { type Blank, fillTemplate } from "@/lib/fill-template";
import type { MessageContent } from "@/lib/schemas/content";
import { type OutboundMessage, type Part, SendError } from "@/server/channels/contract";

type Body = Part["body"];
type Parameter = Blank & { value: string };

const MEDIA: Record<string, string> = { image: "image", video: "video", file: "document" };

/** A template with its values, as WhatsApp wants it. The file of its header is the message's first attachment. Throws SendError "content". */
export function renderTemplate(message: OutboundMessage, choice: NonNullable<MessageContent["template"]>): Pick<Part, "body" | "attachmentIndex"> {
  if (!choice.definition) throw new SendError("content", "This template is not known here any more. Synchronise the templates.", { retryable: false });
  const filled = fillTemplate(choice.definition, choice.values);
  if (filled.missing.length > 0) throw new SendError("content", `The template still has empty blanks: ${filled.missing.join(", ")}.`, { retryable: false });
  const parameters = (place: Blank["place"]) => filled.parameters.filter((parameter) => parameter.place === place);
  const header = renderHeader(filled.header?.kind ?? null, parameters("header"), message);
  const body = parameters("body");
  const components = [
    ...(header ? [{ type: "header", parameters: [header.parameter].flat() }] : []),
    ...(body.length > 0 ? [{ type: "body", parameters: body.map(renderText) }] : []),
    ...renderButtons(choice.definition.buttons, parameters("button")),
  ];
  const template = { name: choice.name, language: { code: choice.language }, ...(components.length > 0 ? { components } : {}) };
  return { body: { type: "template", template }, ...(header?.hasFile ? { attachmentIndex: 0 } : {}) };
}

/** A place in {{1}} goes by its order, a named one by its name. */
function renderText({ name, value }: Parameter): Body {
  return { type: "text", ...(/^\d+$/.test(name) ? {} : { parameter_name: name }), text: value };
}

function renderHeader(kind: string | null, given: Parameter[], { attachments }: OutboundMessage): { parameter: Body | Body[]; hasFile: boolean } | null {
  if (kind === "text") return given.length > 0 ? { parameter: given.map(renderText), hasFile: false } : null;
  if (kind === "location")
    return { parameter: { type: "location", location: Object.fromEntries(given.map(({ name, value }) => [name, value])) }, hasFile: false };
  const type = kind && MEDIA[kind];
  if (!type) return null;
  const [file] = attachments;
  if (attachments.length !== 1 || file?.kind !== kind)
    throw new SendError("content", `This template wants one file in its header: ${kind === "file" ? "a document" : `a ${kind}`}.`, { retryable: false });
  return { parameter: { type, [type]: type === "document" ? { filename: file.name } : {} }, hasFile: true };
}

function renderButtons(buttons: { kind: string }[], given: Parameter[]): Body[] {
  return buttons.flatMap(({ kind }, index): Body[] => {
    const own = given.filter((parameter) => parameter.index === index);
    if (own.length === 0) return [];
    const at = { type: "button", index: String(index) };
    if (kind === "code") return [{ ...at, sub_type: "copy_code", parameters: own.map(({ value }) => ({ type: "coupon_code", coupon_code: value })) }];
    if (kind === "reply") return [{ ...at, sub_type: "quick_reply", parameters: own.map(({ value }) => ({ type: "payload", payload: value })) }];
    return [{ ...at, sub_type: "url", parameters: own.map(({ value }) => ({ type: "text", text: value })) }];
  });
}
