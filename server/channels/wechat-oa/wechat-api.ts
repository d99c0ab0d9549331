import type * as z from "zod";
import { type ChannelConfig, SendError, type Transport, type TransportRequest, type TransportResponse } from "@/server/channels/contract";
import { fromTransport } from "@/server/channels/shared/from-transport";
import { readJson } from "@/server/channels/shared/wechat-json";
import type { WechatCredentials } from "./payload";
import { toSendError } from "./send-errors";

export type WechatConfig = ChannelConfig<WechatCredentials>;

export interface WechatCall {
  method: "GET" | "POST";
  path: string;
  query?: Record<string, string>;
  /** Sent as JSON, in plain UTF-8: WeChat shows \u escapes to the customer as they stand. */
  body?: unknown;
  form?: () => FormData;
  timeoutMs?: number;
}

/** One call. Throws SendError for a refusal, whatever its status, and for silence. */
export async function callWechat(apiUrl: string, call: WechatCall, transport: Transport): Promise<TransportResponse> {
  const response = await transport(toRequest(apiUrl, call)).catch((error: unknown) => {
    throw fromTransport(error, "WeChat");
  });
  const failure = toSendError(response, readJson(response));
  if (failure) throw failure;
  return response;
}

function toRequest(apiUrl: string, { method, path, query = {}, body, form, timeoutMs }: WechatCall): TransportRequest {
  const url = `${apiUrl}${path}?${new URLSearchParams(query)}`;
  if (form) return { method, url, body: form(), timeoutMs };
  if (body === undefined) return { method, url, timeoutMs };
  return { method, url, headers: { "content-type": "application/json; charset=utf-8" }, body: JSON.stringify(body), timeoutMs };
}

/** What the answer must hold. Throws SendError "unreachable" when WeChat, or whatever stands in front of it, says something else. */
export function readAnswer<T>(schema: z.ZodType<T>, response: TransportResponse): T {
  const parsed = schema.safeParse(readJson(response));
  if (parsed.success) return parsed.data;
  throw new SendError("unreachable", "WeChat's answer was not what its documentation says.", { retryable: false, cause: parsed.error });
}

/** For what sends nothing: silence is not of unknown outcome there, and it may be asked again. */
export function harmless(error: unknown): never {
  if (error instanceof SendError && error.kind === "unknown")
    throw new SendError("unreachable", "WeChat did not answer in time.", { retryable: true, code: error.code ?? undefined, cause: error });
  throw error;
}
