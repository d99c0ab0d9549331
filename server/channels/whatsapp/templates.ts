import type { Template, Templates } from "@/server/channels/contract";
import { wireTable } from "@/server/channels/shared/wire-table";
import { callAsNumber, readAnswer } from "./graph";
import { templatesSchema, type WireComponent, type WireTemplate, wireTemplateSchema } from "./graph-payload";
import type { WhatsappCredentials } from "./payload";
import { templateStatus } from "./read-account";

/** Verified businesses have at most 6,000 templates. Source: WhatsApp Business Management API, "Message templates", as of 2026-03. */
const MAX_PAGINGS = 60;

const BUTTON_KINDS = wireTable<Template["buttons"][number]["kind"]>({
  QUICK_REPLY: "reply",
  URL: "link",
  PHONE_NUMBER: "call",
  COPY_CODE: "code",
  OTP: "link",
});
const HEADER_KINDS: Record<string, "image" | "video" | "file" | "location"> = { IMAGE: "image", VIDEO: "video", DOCUMENT: "file", LOCATION: "location" };

/** All templates of the account. One that cannot be read is left out, its neighbours stay. */
export const templates: Templates<WhatsappCredentials> = {
  async list(config, transport) {
    const found: Template[] = [];
    let after: string | undefined;
    for (let paging = 0; paging < MAX_PAGINGS; paging++) {
      const query = { fields: "id,name,language,category,status,rejected_reason,components", limit: "100", ...(after ? { after } : {}) };
      const call = { method: "GET" as const, path: `${config.credentials.wabaId}/message_templates`, query };
      const answer = readAnswer(templatesSchema, await callAsNumber(config, call, transport));
      found.push(...answer.data.flatMap((value) => wireTemplateSchema.safeParse(value).data ?? []).map(toTemplate));
      after = answer.paging?.next ? answer.paging.cursors?.after : undefined;
      if (!after) break;
    }
    return found;
  },
};

function toTemplate({ id, name, language, category, status, rejected_reason: rejected, components }: WireTemplate): Template {
  const part = (type: string) => components.find((component) => component.type === type);
  const buttons = part("BUTTONS")?.buttons ?? [];
  return {
    externalId: id,
    name,
    language,
    category: category.toLowerCase(),
    status: templateStatus(status),
    reason: rejected && rejected !== "NONE" ? rejected : null,
    header: readHeader(part("HEADER")),
    body: part("BODY")?.text ?? "",
    footer: part("FOOTER")?.text ?? null,
    buttons: buttons.map(({ type, text, url }) => ({ kind: BUTTON_KINDS[type] ?? "other", title: text ?? type, ...(url ? { url } : {}) })),
    examples: { ...examplesOf(part("HEADER"), "header."), ...examplesOf(part("BODY"), ""), ...examplesOfButtons(buttons) },
  };
}

function readHeader(component: WireComponent | undefined): Template["header"] {
  if (!component) return null;
  const kind = HEADER_KINDS[component.format ?? "TEXT"];
  return kind ? { kind } : { kind: "text", text: component.text ?? "" };
}

/** Named blanks come with their names, the others in their order. */
function examplesOf(component: WireComponent | undefined, prefix: string): Record<string, string> {
  const given = component?.example;
  const named = given?.header_text_named_params ?? given?.body_text_named_params ?? [];
  const ordered = given?.header_text ?? given?.body_text?.[0] ?? [];
  return Object.fromEntries([
    ...named.map(({ param_name, example }) => [prefix + param_name, example]),
    ...ordered.map((example, index) => [`${prefix}${index + 1}`, example]),
  ]);
}

/** Of a link the example is the whole address: what stands in the blank is what it has more than the template. */
function examplesOfButtons(buttons: NonNullable<WireComponent["buttons"]>): Record<string, string> {
  const entries = buttons.flatMap(({ type, url, example }, index): [string, string][] => {
    const first = typeof example === "string" ? example : example?.[0];
    if (first === undefined) return [];
    if (type === "COPY_CODE") return [[`button.${index}.code`, first]];
    const [before = ""] = (url ?? "").split("{{");
    return [[`button.${index}.1`, first.startsWith(before) ? first.slice(before.length) : first]];
  });
  return Object.fromEntries(entries);
}
