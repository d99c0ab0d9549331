import type { Transport } from "@/server/channels/contract";
import { callAsAccount } from "./call-as-account";
import { uploadSchema } from "./payload";
import { harmless, readAnswer, type WechatConfig } from "./wechat-api";

// Ten megabytes from a slow line; the call that sends the message has the usual time.
const TIMEOUT_MS = 60_000;

interface Upload {
  type: "image" | "voice" | "video";
  name: string;
  mimeType: string;
  bytes: Uint8Array;
}

/** Gives WeChat a file for three days; its id can be sent to anybody. Throws SendError; nothing was sent then. */
export async function uploadMedia(config: WechatConfig, { type, name, mimeType, bytes }: Upload, transport: Transport): Promise<string> {
  // Anew for each attempt: a form that was sent is spent.
  const form = () => {
    const data = new FormData();
    data.set("media", new Blob([Uint8Array.from(bytes)], { type: mimeType }), name);
    return data;
  };
  const call = { method: "POST", path: "/cgi-bin/media/upload", query: { type }, form, timeoutMs: TIMEOUT_MS } as const;
  return readAnswer(uploadSchema, await callAsAccount(config, call, transport).catch(harmless)).media_id;
}
