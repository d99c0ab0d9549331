import { type Media, SendError } from "@/server/channels/contract";
import { callAsAccount } from "./call-as-account";
import { videoSchema, type WechatCredentials } from "./payload";
import { harmless, readAnswer } from "./wechat-api";

/**
 * WeChat keeps what customers send for three days. A refusal looks like a file of JSON, so the answer is looked at here; of a film
 * it tells only where it lies.
 */
export const media: Media<WechatCredentials> = {
  async request({ source: { mediaId = "", kind }, config }, transport) {
    const call = { method: "GET", path: "/cgi-bin/media/get", query: { media_id: mediaId }, timeoutMs: 60_000 } as const;
    const response = await callAsAccount(config, call, transport).catch(harmless);
    const isFile = !response.headers["content-type"]?.includes("json");
    if (isFile) return response;
    if (kind !== "video") throw new SendError("content", "WeChat gave something else instead of the file.", { retryable: false });
    return { method: "GET", url: readAnswer(videoSchema, response).video_url };
  },
};
