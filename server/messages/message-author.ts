import type { Actor } from "@/server/access/actor";

/** Whose words they are, as a message keeps it. A program with an API key speaks as a bot: only a person is an agent. */
export function messageAuthor(actor: Actor): { type: "agent" | "bot" | "contact" | "system"; id: string | null } {
  if (actor.type === "api-key") return { type: "bot", id: actor.id };
  return { type: actor.type, id: actor.id };
}
