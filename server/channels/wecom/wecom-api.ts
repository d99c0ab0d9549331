import type * as z from "zod";
import { type ChannelConfig, SendError, type Transport, TransportError, type TransportRequest, type TransportResponse } from "@/server/channels/contract";
import { fromTransport } from "@/server/channels/shared/from-transport";
import { readJson } from "@/server/channels/shared/wechat-json";
import type { WecomCredentials } from "./payload";
import { toSendError } from "./send-errors";

export type WecomConfig = ChannelConfig<WecomCredentials>;

export interface WecomCall {
  path: string;
  query?: Record<string, string>;
  /** Sent as JSON by POST; without it and without a form it is a GET. */
  body?: unknown;
  form?: () => FormData;
  timeoutMs?: number;
}

/** One call. Throws SendError for a refusal, whatever its status, and for silence. */
export async function callWecom(apiUrl: string, call: WecomCall, transport: Transport): Promise<TransportResponse> {
  const response = await transport(toRequest(apiUrl, call)).catch((error: unknown) => {
    throw afterSilence(error);
  });
  const failure = toSendError(response, readJson(response));
  if (failure) throw failure;
  return response;
}

/** A message that was not answered for may be sent again: it goes by the same msgid. */
function afterSilence(error: unknown): unknown {
  const failure = fromTransport(error, "WeCom");
  if (!(error instanceof TransportError && failure instanceof SendError)) return failure;
  return new SendError(failure.kind, failure.message, { retryable: true, cause: error });
}

function toRequest(apiUrl: string, { path, query = {}, body, form, timeoutMs }: WecomCall): TransportRequest {
  const url = `${apiUrl}${path}?${new URLSearchParams(query)}`;
  if (form) return { method: "POST", url, body: form(), timeoutMs };
  if (body === undefined) return { method: "GET", url, timeoutMs };
  return { method: "POST", url, headers: { "content-type": "application/json; charset=utf-8" }, body: JSON.stringify(body), timeoutMs };
}

/** What the answer must hold. Throws SendError "unreachable" when WeCom, or whatever stands in front of it, says something else. */
export function readAnswer<T>(schema: z.ZodType<T>, response: TransportResponse): T {
  const parsed = schema.safeParse(readJson(response));
  if (parsed.success) return parsed.data;
  throw new SendError("unreachable", "WeCom's answer was not what its documentation says.", { retryable: false, cause: parsed.error });
}

/** For what sends nothing: silence is not of unknown outcome there. */
export function harmless(error: unknown): never {
  if (error instanceof SendError && error.kind === "unknown")
    throw new SendError("unreachable", "WeCom did not answer in time.", { retryable: true, code: error.code ?? undefined, cause: error });
  throw error;
}
