import * as z from "zod";
import { templateDefinition } from "./template";
import { line } from "./text";

/* What a message of ours carries beside its words: formatting, buttons, a template. Stored as the message's payload. */

const button = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("reply"),
    title: line(80).min(1),
    value: line(256).optional().meta({ description: "What comes back with a tap; default: the title." }),
  }),
  z.object({ type: z.literal("link"), title: line(80).min(1), url: z.url({ protocol: /^https?$/ }).max(2_000) }),
]);
export type Button = z.output<typeof button>;

export const templateChoice = z.object({
  /** Our id of the template, so that a renamed one is still the same. */
  id: z.uuid(),
  name: line(512),
  language: line(20),
  values: z.record(z.string().max(100), z.string().max(1_024)).default({}).meta({
    description: "By blank: `name` or `1` of the body, `header.name`, `button.0.1` of the first button.",
  }),
  /** What the template said when this was sent: put in by us, whatever was given. */
  definition: templateDefinition.optional(),
});

export const messageContent = z.object({
  format: z.literal("markdown").optional().meta({ description: "The text is written in Markdown: bold, italic, strike, code, links, lists, quotes." }),
  buttons: z.array(button).max(13).optional(),
  template: templateChoice.optional(),
});
export type MessageContent = z.output<typeof messageContent>;
