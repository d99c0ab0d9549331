import { type Media, SendError } from "@/server/channels/contract";
import { callAsCorp } from "./call-as-corp";
import type { WecomCredentials } from "./payload";
import { harmless } from "./wecom-api";

/** WeCom keeps what customers send for three days. A refusal looks like a file of JSON, so the answer is looked at here. */
export const media: Media<WecomCredentials> = {
  async request({ source: { mediaId = "" }, config }, transport) {
    const call = { path: "/cgi-bin/media/get", query: { media_id: mediaId }, timeoutMs: 60_000 };
    const response = await callAsCorp(config, call, transport).catch(harmless);
    if (!response.headers["content-type"]?.includes("json")) return response;
    throw new SendError("content", "WeCom gave something else instead of the file.", { retryable: false });
  },
};
