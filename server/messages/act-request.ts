import * as z from "zod";

/** What an agent did that the platform is to be shown. */
export const actRequest = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("typing"), conversationId: z.uuid(), isTyping: z.boolean(), at: z.iso.datetime() }),
  z.strictObject({ type: z.literal("read"), messageId: z.uuid() }),
  z.strictObject({ type: z.literal("react"), messageId: z.uuid(), emoji: z.string(), action: z.enum(["add", "remove"]) }),
]);
export type ActRequest = z.output<typeof actRequest>;
