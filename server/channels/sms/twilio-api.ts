import type * as z from "zod";
import { type ChannelConfig, SendError, type Transport, type TransportResponse } from "@/server/channels/contract";
import { fromTransport } from "@/server/channels/shared/from-transport";
import type { AccountCredentials } from "./payload";
import { toSendError } from "./send-errors";

const PLATFORM = "https://api.twilio.com";

export interface TwilioCall<T> {
  method: "GET" | "POST";
  /** Under the account, or a whole one of another API, beginning with https. */
  path: string;
  form?: [name: string, value: string][];
  answer: z.ZodType<T>;
}

type Access = Pick<ChannelConfig<AccountCredentials>, "apiUrl" | "credentials">;

/** HTTP Basic: by the key where there is one, else by the account's own token. */
export function authorization({ accountSid, authToken, apiKeySid, apiKeySecret }: AccountCredentials): string {
  const pair = apiKeySid && apiKeySecret ? `${apiKeySid}:${apiKeySecret}` : `${accountSid}:${authToken}`;
  return `Basic ${Buffer.from(pair).toString("base64")}`;
}

/** Services stand on a host of their own; a simulator or proxy serves both. */
export function servicesUrl(apiUrl: string): string {
  return `${apiUrl === PLATFORM ? "https://messaging.twilio.com" : apiUrl}/v1/Services`;
}

/** One call of the account. Throws SendError for a refusal, for silence, and for an answer that its documentation does not know. */
export async function callTwilio<T>({ apiUrl, credentials }: Access, { method, path, form, answer }: TwilioCall<T>, transport: Transport): Promise<T> {
  const url = path.startsWith("http") ? path : `${apiUrl}/2010-04-01/Accounts/${credentials.accountSid}${path}`;
  const headers: Record<string, string> = { authorization: authorization(credentials) };
  if (form) headers["content-type"] = "application/x-www-form-urlencoded";
  const body = form && new URLSearchParams(form).toString();
  const response = await transport({ method, url, headers, body }).catch((error: unknown) => {
    throw fromTransport(error, "Twilio");
  });
  const failure = toSendError(response);
  if (failure) throw failure;
  const parsed = answer.safeParse(readJson(response));
  // A success that cannot be read happened all the same.
  if (!parsed.success) throw new SendError("unknown", "Twilio's answer could not be read.", { retryable: false });
  return parsed.data;
}

function readJson(response: TransportResponse): unknown {
  try {
    return response.json();
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
