import { fillTemplate } from "@/lib/fill-template";
import type { Button, MessageContent } from "@/lib/schemas/content";

/** The buttons that a sent template brought along; none where it was no template. */
export function buttonsOfTemplate(template: MessageContent["template"]): Button[] {
  if (!template?.definition) return [];
  const { buttons } = fillTemplate(template.definition, template.values);
  return buttons.map(({ kind, title, url }): Button => (kind === "link" && url ? { type: "link", title, url } : { type: "reply", title }));
}
