import { SendError, type SendRequest, type Transport } from "@/server/channels/contract";
import { callAsNumber, readAnswer } from "./graph";
import { uploadAnswerSchema } from "./graph-payload";
import type { WhatsappCredentials } from "./payload";

/** A hundred megabytes take longer than a call. */
const UPLOAD_TIMEOUT_MS = 120_000;

/** A file to hand over, by its place among the message's. Travels in the part beside the body that will name it. */
export interface FileToUpload {
  name: string;
  mimeType: string;
}

/** Hands a file to WhatsApp, which keeps it for thirty days, and gives its id. Nothing has reached anybody yet: every failure but a refusal may be repeated. */
export async function uploadFile(
  { config, readAttachment }: Pick<SendRequest<WhatsappCredentials>, "config" | "readAttachment">,
  { name, mimeType, index }: FileToUpload & { index: number },
  transport: Transport,
): Promise<string> {
  const form = new FormData();
  form.set("messaging_product", "whatsapp");
  form.set("type", mimeType);
  form.set("file", new Blob([Uint8Array.from(await readAttachment(index))], { type: mimeType }), name);
  try {
    const call = { method: "POST" as const, path: `${config.accountId}/media`, body: form, timeoutMs: UPLOAD_TIMEOUT_MS };
    return readAnswer(uploadAnswerSchema, await callAsNumber(config, call, transport)).id;
  } catch (error) {
    if (error instanceof SendError && error.kind === "unknown")
      throw new SendError("unreachable", "WhatsApp did not take the file in time.", { retryable: true, cause: error });
    throw error;
  }
}
