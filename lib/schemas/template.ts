import * as z from "zod";

/* A text that a platform has approved beforehand, as it stands in the database and in the messages that were made of it. */

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
