import type * as z from "zod";
import { SendError, type Transport, type TransportResponse } from "@/server/channels/contract";
import { fromTransport } from "@/server/channels/shared/from-transport";
import { answerSchema } from "./payload";
import { toSendError } from "./send-errors";

export interface BotCall {
  apiUrl: string;
  botToken: string;
  method: string;
  params: Record<string, unknown>;
  /** Sent as multipart when there are any. */
  files?: { field: string; name: string; mimeType: string; bytes: Uint8Array }[];
}

/** Calls one method of the Bot API and gives its result. Throws SendError for a refusal, for silence, and for an answer that is no JSON. */
export async function callBot<T>(call: BotCall, result: z.ZodType<T>, transport: Transport): Promise<T> {
  // The token is part of the address (that is how Telegram has it), so addresses are never logged or shown.
  const url = `${call.apiUrl}/bot${call.botToken}/${call.method}`;
  const response = await transport({ method: "POST", url, ...encode(call) }).catch((error: unknown) => {
    throw fromTransport(error, "Telegram");
  });
  const answer = readAnswer(response);
  const failure = toSendError(response, answer);
  if (failure) throw failure;
  const parsed = result.safeParse(answer?.result);
  // A success that cannot be read happened all the same.
  if (!parsed.success) throw new SendError("unknown", "Telegram's answer could not be read.", { retryable: false });
  return parsed.data;
}

function encode({ params, files = [] }: BotCall): { headers?: Record<string, string>; body: string | FormData } {
  if (files.length === 0) return { headers: { "content-type": "application/json" }, body: JSON.stringify(params) };
  const form = new FormData();
  for (const [name, value] of Object.entries(params)) form.set(name, typeof value === "object" ? JSON.stringify(value) : String(value));
  for (const file of files) form.set(file.field, new Blob([Uint8Array.from(file.bytes)], { type: file.mimeType }), file.name);
  return { body: form };
}

function readAnswer(response: TransportResponse): z.output<typeof answerSchema> | null {
  try {
    return answerSchema.safeParse(response.json()).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
