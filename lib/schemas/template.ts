import * as z from "zod";
import { id, line } from "./text";

/* A text that a platform has approved beforehand, as it stands in the database and in the messages that were made of it. */

export const TEMPLATE_STATUSES = ["approved", "pending", "rejected", "paused", "disabled"] as const;
export type TemplateStatus = (typeof TEMPLATE_STATUSES)[number];

const text = z.object({ kind: z.literal("text"), text: z.string() });
const other = z.object({ kind: z.enum(["image", "video", "file", "location"]) });

const templateButton = z.object({
  kind: z.enum(["reply", "link", "call", "code", "other"]),
  title: z.string(),
  url: z.string().optional(),
});

/** What a template says. Placeholders stand as {{name}} or {{1}} in the texts and in the links of buttons. */
export const templateDefinition = z.object({
  header: z.discriminatedUnion("kind", [text, other]).nullable(),
  body: z.string(),
  footer: z.string().nullable(),
  buttons: z.array(templateButton),
  examples: z.record(z.string(), z.string()).meta({ description: "Examples by key of `values`: for previews." }),
});
export type TemplateDefinition = z.output<typeof templateDefinition>;

export const templateView = z.object({
  id: z.string(),
  channelId: z.string(),
  name: z.string(),
  language: z.string(),
  category: z.string(),
  status: z.enum(TEMPLATE_STATUSES),
  reason: z.string().nullable().meta({ description: "Of a refusal, in the platform's word." }),
  version: z.number().int().meta({ description: "Counts up when the platform's text changes." }),
  definition: templateDefinition,
});
export type TemplateView = z.output<typeof templateView>;

export const listTemplatesInput = z.object({
  channelId: id,
  status: z.enum(TEMPLATE_STATUSES).optional(),
  search: line(200).optional().meta({ description: "Words of the name or the text." }),
});
