import * as z from "zod";
import { type ChannelConfig, SendError, type Transport, type TransportRequest, type TransportResponse } from "@/server/channels/contract";
import { fromTransport } from "@/server/channels/shared/from-transport";
import type { GoogleCredentials } from "../payload";
import { gmailError } from "./errors";

export const GMAIL = "https://gmail.googleapis.com";

/** Google's three hosts; a simulator or proxy serves all of them. */
export function hostsOf(apiUrl: string): { consent: string; token: string; api: string } {
  if (apiUrl !== GMAIL) return { consent: apiUrl, token: apiUrl, api: apiUrl };
  return { consent: "https://accounts.google.com", token: "https://oauth2.googleapis.com", api: GMAIL };
}

const tokenSchema = z.looseObject({ access_token: z.string(), expires_in: z.number().nullish(), refresh_token: z.string().optional() });
export type TokenAnswer = z.output<typeof tokenSchema>;

/** Trades a code or a refresh token. Google gives a refresh token at the first consent only. Throws SendError, `auth` when it is no longer good. */
export async function getToken(apiUrl: string, form: Record<string, string>, transport: Transport): Promise<TokenAnswer> {
  const request: TransportRequest = {
    method: "POST",
    url: `${hostsOf(apiUrl).token}/token`,
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(form).toString(),
  };
  return readJson(await call(request, transport), tokenSchema);
}

type Config = ChannelConfig<GoogleCredentials>;
interface Ask<T> extends Omit<TransportRequest, "url"> {
  path: string;
  /** What the answer must be. */
  answer: z.ZodType<T>;
}

/** One call as the mailbox; a token that has just died is renewed, once. Throws SendError. */
export async function callGmail<T>(config: Config, { path, answer: schema, ...request }: Ask<T>, transport: Transport): Promise<T> {
  const ask = async (token: string) => {
    const headers = { ...request.headers, authorization: `Bearer ${token}` };
    return call({ ...request, url: `${hostsOf(config.apiUrl).api}${path}`, headers }, transport);
  };
  const token = await accessToken(config, transport);
  const answer = await ask(token).catch(async (error: unknown) => {
    if (!(error instanceof SendError && error.code === "401")) throw error;
    return ask(await accessToken(config, transport, token));
  });
  return readJson(answer, schema);
}

function accessToken({ app, apiUrl, tokens }: Config, transport: Transport, refused?: string): Promise<string> {
  return tokens.get(
    "access",
    async (credentials) => {
      if (!app) throw new SendError("auth", "This installation has no Google app any more.", { retryable: false });
      const form = { client_id: app.appId, client_secret: app.appSecret, grant_type: "refresh_token", refresh_token: credentials.refreshToken };
      const answer = await getToken(apiUrl, form, transport);
      // Rarely a new one comes along; then the old one is at its end.
      const renewed = answer.refresh_token ? { credentials: { ...credentials, refreshToken: answer.refresh_token } } : {};
      return { value: answer.access_token, seconds: answer.expires_in ?? 3_600, ...renewed };
    },
    refused,
  );
}

async function call(request: TransportRequest, transport: Transport): Promise<TransportResponse> {
  const response = await transport(request).catch((error: unknown) => {
    throw fromTransport(error, "Gmail");
  });
  if (response.status >= 400) throw gmailError(response);
  return response;
}

function readJson<T>(response: TransportResponse, schema: z.ZodType<T>): T {
  try {
    return schema.parse(response.bytes.length === 0 ? {} : response.json());
  } catch (cause) {
    throw new SendError("unknown", "Gmail's answer could not be read.", { retryable: false, cause });
  }
}
