import type { Acts } from "@/server/channels/contract";
import { callAsNumber, readAnswer } from "./graph";
import { successSchema } from "./graph-payload";
import { isPhone } from "./parties";
import type { WhatsappCredentials } from "./payload";

/** Marking one message read marks those before it; that somebody writes is told with it, for 25 seconds or until the message. A reaction is a message of its own; without an emoji it takes the last one back. */
export const acts: Acts<WhatsappCredentials> = {
  known: ["typing", "read", "react"],
  async perform({ act, to, config }, transport) {
    const call = (body: Record<string, unknown>) =>
      callAsNumber(config, { method: "POST", path: `${config.accountId}/messages`, body: { messaging_product: "whatsapp", ...body } }, transport);
    if (act.type === "typing" && act.isTyping && act.externalId)
      readAnswer(successSchema, await call({ status: "read", message_id: act.externalId, typing_indicator: { type: "text" } }));
    if (act.type === "read") readAnswer(successSchema, await call({ status: "read", message_id: act.externalId }));
    if (act.type === "react") {
      const recipient = isPhone(to.value) ? { to: `+${to.value}` } : { recipient: to.value };
      const reaction = { message_id: act.externalId, emoji: act.action === "add" ? act.emoji : "" };
      await call({ recipient_type: "individual", ...recipient, type: "reaction", reaction });
    }
  },
};
