import type { TemplateDefinition } from "./schemas/template";

/** A blank in a template. `key` is what its value goes by: the placeholder's name, with its place before it outside the body. */
export interface Blank {
  key: string;
  place: "header" | "body" | "button";
  /** Of its button; 0 elsewhere. */
  index: number;
  name: string;
  /** A template goes out without it. */
  isOptional?: boolean;
}

/** A template with its blanks filled in: what the customer will read, and what the platform is told to make it of. */
export interface FilledTemplate {
  header: { kind: "text"; text: string } | { kind: "image" | "video" | "file" | "location" } | null;
  body: string;
  footer: string | null;
  buttons: { kind: string; title: string; url?: string }[];
  /** Every blank in the order of the template, with the value as it is sent. */
  parameters: (Blank & { value: string })[];
  /** Keys of blanks that are still empty; they stand as {{name}} in the texts. */
  missing: string[];
}

const PLACEHOLDER = /\{\{\s*([^{}\s]+)\s*\}\}/g;
const PLACE_ON_MAP = ["latitude", "longitude", "name", "address"];

/** The blanks of a template, each once, in the order of header, body and buttons. */
export function blanksOf({ header, body, buttons }: TemplateDefinition): Blank[] {
  const ofHeader = header?.kind === "text" ? namesIn(header.text) : header?.kind === "location" ? PLACE_ON_MAP : [];
  return [
    ...ofHeader.map((name): Blank => ({ key: `header.${name}`, place: "header", index: 0, name })),
    ...namesIn(body).map((name): Blank => ({ key: name, place: "body", index: 0, name })),
    ...buttons.flatMap((button, index) => blanksOfButton(button, index)),
  ];
}

function blanksOfButton({ kind, url }: TemplateDefinition["buttons"][number], index: number): Blank[] {
  const at = (name: string, isOptional?: boolean): Blank => ({ key: `button.${index}.${name}`, place: "button", index, name, isOptional });
  if (kind === "code") return [at("code")];
  // Without one the platform hands back the button's title.
  if (kind === "reply") return [at("payload", true)];
  return namesIn(url ?? "").map((name) => at(name));
}

function namesIn(text: string): string[] {
  return [...new Set([...text.matchAll(PLACEHOLDER)].map((match) => match[1] as string))];
}

/**
 * Fills a template in. The preview shows the texts and the adapter sends the parameters of the same answer: what was seen is what goes
 * out. A value is one line (the platforms refuse line breaks in it) and is never read as a placeholder itself. Pure.
 */
export function fillTemplate(definition: TemplateDefinition, values: Record<string, string>): FilledTemplate {
  const blanks = blanksOf(definition).map((blank) => ({ ...blank, value: oneLine(values[blank.key] ?? "") }));
  const valueByKey = new Map(blanks.filter(({ value }) => value !== "").map(({ key, value }) => [key, value]));
  const fill = (text: string, prefix: string) => text.replace(PLACEHOLDER, (placeholder, name: string) => valueByKey.get(prefix + name) ?? placeholder);
  const { header, body, footer, buttons } = definition;
  return {
    header: header?.kind === "text" ? { kind: "text", text: fill(header.text, "header.") } : header,
    body: fill(body, ""),
    footer,
    buttons: buttons.map(({ kind, title, url }, index) => ({ kind, title, ...(url === undefined ? {} : { url: fill(url, `button.${index}.`) }) })),
    parameters: blanks.filter(({ key }) => valueByKey.has(key)),
    missing: blanks.filter(({ key, isOptional }) => !isOptional && !valueByKey.has(key)).map(({ key }) => key),
  };
}

/** The filled template as one text: for lists, searches and channels' logs. */
export function templateText({ header, body, footer }: FilledTemplate): string {
  return [header?.kind === "text" ? header.text : "", body, footer ?? ""].filter(Boolean).join("\n\n");
}

function oneLine(value: string): string {
  return value.replace(/\s+/g, " ").trim();
}
