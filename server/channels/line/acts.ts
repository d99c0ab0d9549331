import * as z from "zod";
import type { Acts } from "@/server/channels/contract";
import { callLine } from "./line-api";
import { isPerson } from "./parties";
import type { LineCredentials } from "./payload";

/** From 5 to 60, in steps of five; an answer ends it at once (openapi, showLoadingAnimation). */
const LOADING_SECONDS = 20;

export const acts: Acts<LineCredentials> = {
  known: ["typing", "read"],
  async perform({ act, to, handles, config }, transport) {
    // Only in a person's own chat; there is no way to end it but to answer.
    if (act.type === "typing" && act.isTyping && isPerson(to.value)) {
      const body = { chatId: to.value, loadingSeconds: LOADING_SECONDS };
      await callLine(config, { method: "POST", path: "/v2/bot/chat/loading/start", body, answer: z.unknown() }, transport);
    }
    // Given only where the account marks read by hand (markAsReadMode manual).
    if (act.type === "read" && handles?.read) {
      const body = { markAsReadToken: handles.read };
      await callLine(config, { method: "POST", path: "/v2/bot/chat/markAsRead", body, answer: z.unknown() }, transport);
    }
  },
};
