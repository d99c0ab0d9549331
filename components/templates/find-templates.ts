import type { TemplateView } from "@/lib/schemas/template";

/** Those whose name or text holds every word of the search, in one language or all, the sendable ones alone. Pure. */
export function findTemplates(templates: readonly TemplateView[], { search, language }: { search: string; language: string | null }): TemplateView[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return templates.filter(({ status, language: own, name, definition }) => {
    if (status !== "approved" || (language !== null && own !== language)) return false;
    const text = `${readableName(name)} ${name} ${definition.body}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** The languages that can be sent, each once, in the order of the list. */
export function languagesOf(templates: readonly TemplateView[]): string[] {
  return [...new Set(templates.filter(({ status }) => status === "approved").map(({ language }) => language))];
}

/** "order_update" is a name for machines. */
export function readableName(name: string): string {
  const words = name.replaceAll("_", " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
