import type { Media } from "@/server/channels/contract";
import { callAsNumber, readAnswer } from "./graph";
import { mediaAnswerSchema } from "./graph-payload";
import type { WhatsappCredentials } from "./payload";

/** A file is known by its id for seven days; its address lives five minutes and wants the number's token, so it is asked for each time. */
export const media: Media<WhatsappCredentials> = {
  async request({ source, config }, transport) {
    const call = { method: "GET" as const, path: encodeURIComponent(source.mediaId ?? ""), query: { phone_number_id: config.accountId } };
    const { url } = readAnswer(mediaAnswerSchema, await callAsNumber(config, call, transport));
    return { method: "GET", url, headers: { authorization: `Bearer ${config.credentials.accessToken}` } };
  },
};
