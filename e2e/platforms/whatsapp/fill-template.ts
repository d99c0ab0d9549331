import { type Answer, text } from "../shared/http";
import type { Fields } from "./check-message";
import { graphError } from "./graph-errors";
import type { Platform } from "./platform";
import type { Account, Component, Message, Template } from "./world";

type Parameter = Fields & { type?: string; parameter_name?: string };
export type Shown = Pick<Message, "text" | "media" | "buttons">;

/** Makes of a template and its parameters what the phone shows, or says why not. */
export function fillTemplate(platform: Platform, account: Account, given: Fields): { template: Template; shown: Shown } | NonNullable<Answer> {
  const code = text((given.language as Fields | undefined)?.code);
  const template = account.templates.find(({ name, language }) => name === given.name && language === code);
  if (!template || template.status === "REJECTED" || template.status === "PENDING")
    return graphError(132001, `template name (${text(given.name)}) does not exist in ${code}`);
  if (template.status === "PAUSED") return graphError(132015);
  if (template.status === "DISABLED") return graphError(132016);
  const components = (Array.isArray(given.components) ? given.components : []) as { type?: string; index?: unknown; parameters?: Parameter[] }[];
  const parametersOf = (type: string, index?: number) =>
    components.filter((c) => c.type === type && (index === undefined || c.index === String(index))).flatMap((c) => c.parameters ?? []);
  const lines: string[] = [];
  let media: Message["media"] = null;
  for (const component of template.components) {
    if (component.type === "BUTTONS") continue;
    const parameters = component.type === "FOOTER" ? [] : parametersOf(component.type.toLowerCase());
    if (component.type === "HEADER" && component.format !== "TEXT") {
      const file = headerFile(platform, component, parameters);
      if (file === null) return graphError(132012, `header: Format mismatch, expected ${component.format}`);
      media = file;
      continue;
    }
    const line = fillText(component.text ?? "", parameters);
    if (line === null)
      return graphError(
        132000,
        `${component.type.toLowerCase()}: number of localizable_params (${parameters.length}) does not match the expected number of params`,
      );
    if (line.length > 1600) return graphError(132005);
    lines.push(line);
  }
  const buttons = template.components.find(({ type }) => type === "BUTTONS")?.buttons ?? [];
  const made = buttons.map((button, index) => {
    const parameters = parametersOf("button", index);
    if (button.type !== "URL") return { title: button.text, payload: text(parameters[0]?.payload) || button.text };
    const url = fillText(button.url ?? "", parameters);
    return url === null ? null : { title: button.text, payload: url };
  });
  if (made.includes(null)) return graphError(132000, "button: number of params does not match");
  return { template, shown: { text: lines.join("\n\n"), media, buttons: made as { title: string; payload: string }[] } };
}

/** Named blanks want names, numbered ones their number of values; one line each. */
function fillText(pattern: string, parameters: Parameter[]): string | null {
  const blanks = [...new Set([...pattern.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map((match) => match[1] as string))];
  if (blanks.length !== parameters.length) return null;
  const isNamed = blanks.some((blank) => !/^\d+$/.test(blank));
  const valueAt = (blank: string, index: number) => {
    const parameter = isNamed ? parameters.find(({ parameter_name }) => parameter_name === blank) : parameters[index];
    return parameter?.type === "text" ? text(parameter.text) : "";
  };
  const values = Object.fromEntries(blanks.map((blank, index) => [blank, valueAt(blank, index)]));
  if (Object.values(values).some((value) => value === "" || /[\n\t]| {5}/.test(value))) return null;
  return pattern.replace(/\{\{\s*(\w+)\s*\}\}/g, (_all, blank: string) => values[blank] ?? "");
}

function headerFile(platform: Platform, { format }: Component, [parameter]: Parameter[]): Message["media"] {
  const type = format?.toLowerCase() ?? "";
  if (parameter?.type !== type) return null;
  if (type === "location") return { url: "", type: "location", name: text((parameter.location as Fields | undefined)?.name) };
  const id = text((parameter[type] as Fields | undefined)?.id);
  const file = platform.media.find(id);
  return file ? { url: platform.media.phoneUrl(id), type, name: file.name } : null;
}
