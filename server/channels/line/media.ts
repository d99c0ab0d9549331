import { type Media, SendError } from "@/server/channels/contract";
import { accessToken } from "./access-token";
import { callLine, hostOf } from "./line-api";
import { type LineCredentials, transcodingSchema } from "./payload";

/** LINE converts these first, and until then has nothing to give (openapi, getMessageContentTranscodingByMessageId). */
const CONVERTED = ["video", "audio"];

/** LINE keeps what people send for a limited time, behind the account's token; what lies elsewhere is fetched from there as it is. */
export const media: Media<LineCredentials> = {
  async request({ source: { url, stickerId, messageId = "", type = "" }, config }, transport) {
    if (url) return { method: "GET", url };
    if (stickerId)
      return {
        method: "GET",
        url: `${hostOf(config.apiUrl, "https://stickershop.line-scdn.net")}/stickershop/v1/sticker/${encodeURIComponent(stickerId)}/android/sticker.png`,
      };
    const path = `/v2/bot/message/${encodeURIComponent(messageId)}/content`;
    const files = hostOf(config.apiUrl, "https://api-data.line.me");
    if (CONVERTED.includes(type)) {
      const { status } = await callLine({ ...config, apiUrl: files }, { method: "GET", path: `${path}/transcoding`, answer: transcodingSchema }, transport);
      if (status === "processing") throw new SendError("unreachable", "LINE is still preparing the file.", { retryable: true });
      if (status === "failed") throw new SendError("content", "LINE could not prepare the file.", { retryable: false });
    }
    return { method: "GET", url: `${files}${path}`, headers: { authorization: `Bearer ${await accessToken({ config, transport })}` } };
  },
};
