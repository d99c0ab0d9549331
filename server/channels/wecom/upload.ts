import type { Transport } from "@/server/channels/contract";
import { callAsCorp } from "./call-as-corp";
import { uploadSchema } from "./payload";
import { harmless, readAnswer, type WecomConfig } from "./wecom-api";

// Twenty megabytes from a slow line; the call that sends the message has the usual time.
const TIMEOUT_MS = 60_000;

interface Upload {
  type: "image" | "voice" | "video" | "file";
  name: string;
  mimeType: string;
  bytes: Uint8Array;
}

/** Gives WeCom a file for three days. Throws SendError; nothing was sent then. */
export async function uploadMedia(config: WecomConfig, { type, name, mimeType, bytes }: Upload, transport: Transport): Promise<string> {
  // Anew for each attempt: a form that was sent is spent.
  const form = () => {
    const data = new FormData();
    data.set("media", new Blob([Uint8Array.from(bytes)], { type: mimeType }), name);
    return data;
  };
  const call = { path: "/cgi-bin/media/upload", query: { type }, form, timeoutMs: TIMEOUT_MS };
  return readAnswer(uploadSchema, await callAsCorp(config, call, transport).catch(harmless)).media_id;
}
