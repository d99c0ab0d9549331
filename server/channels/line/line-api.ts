import type * as z from "zod";
import { type ChannelConfig, SendError, type Transport, type TransportRequest, type TransportResponse } from "@/server/channels/contract";
import { fromTransport } from "@/server/channels/shared/from-transport";
import { accessToken } from "./access-token";
import type { LineCredentials } from "./payload";
import { toSendError } from "./send-errors";

const PLATFORM = "https://api.line.me";

export interface LineCall {
  method: "GET" | "POST" | "PUT";
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
}

/** One call and LINE's answer, whatever its status. A token that LINE refuses is replaced, and the call made again: a 401 has done nothing. Throws SendError. */
export async function askLine(config: ChannelConfig<LineCredentials>, call: LineCall, transport: Transport): Promise<TransportResponse> {
  const token = await accessToken({ config, transport });
  const first = await request(config.apiUrl, { ...call, token }, transport);
  if (first.status !== 401) return first;
  return request(config.apiUrl, { ...call, token: await accessToken({ config, transport, refused: token }) }, transport);
}

/** A call that must succeed, and what it gave. Throws SendError. */
export async function callLine<T>(config: ChannelConfig<LineCredentials>, call: LineCall & { answer: z.ZodType<T> }, transport: Transport): Promise<T> {
  return readAnswer(await askLine(config, call, transport), call.answer);
}

/** What LINE said to one call. Throws SendError for a refusal and for what its documentation does not know. */
export function readAnswer<T>(response: TransportResponse, answer: z.ZodType<T>): T {
  const failure = toSendError(response);
  if (failure) throw failure;
  const parsed = answer.safeParse(readJson(response));
  // A success that cannot be read happened all the same.
  if (!parsed.success) throw new SendError("unknown", "LINE's answer could not be read.", { retryable: false });
  return parsed.data;
}

/** One call with a token in hand. Throws SendError when nothing came back. */
export async function request(
  apiUrl: string,
  { method, path, body, headers, token }: LineCall & { token: string },
  transport: Transport,
): Promise<TransportResponse> {
  const call: TransportRequest = { method, url: `${apiUrl}${path}`, headers: { authorization: `Bearer ${token}`, ...headers } };
  if (body !== undefined) Object.assign(call, { body: JSON.stringify(body), headers: { ...call.headers, "content-type": "application/json" } });
  return transport(call).catch((error: unknown) => {
    throw fromTransport(error, "LINE");
  });
}

function readJson(response: TransportResponse): unknown {
  try {
    return response.json();
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** LINE keeps files and stickers on hosts of their own; a simulator or proxy serves them all. */
export function hostOf(apiUrl: string, host: string): string {
  return apiUrl === PLATFORM ? host : apiUrl;
}
