import * as z from "zod";
import { type ChannelConfig, SendError, type Transport, type TransportRequest, type TransportResponse } from "@/server/channels/contract";
import { fromTransport } from "@/server/channels/shared/from-transport";
import type { MicrosoftCredentials } from "../payload";
import { graphError } from "./errors";

export const GRAPH = "https://graph.microsoft.com";

/** Reads and sends, while nobody is there; User.Read says whose mailbox it is (learn.microsoft.com/graph/permissions-reference). */
export const SCOPE = "offline_access User.Read Mail.ReadWrite Mail.Send";

/** Microsoft's two hosts; a simulator or proxy serves both. `common`: accounts of companies and of persons. */
export function hostsOf(apiUrl: string): { login: string; api: string } {
  const login = apiUrl === GRAPH ? "https://login.microsoftonline.com" : apiUrl;
  return { login: `${login}/common/oauth2/v2.0`, api: `${apiUrl}/v1.0` };
}

const tokenSchema = z.looseObject({ access_token: z.string(), expires_in: z.number().nullish(), refresh_token: z.string().optional() });
export type TokenAnswer = z.output<typeof tokenSchema>;

/** Trades a code or a refresh token. Throws SendError, `auth` when it is no longer good. */
export async function getToken(apiUrl: string, form: Record<string, string>, transport: Transport): Promise<TokenAnswer> {
  const request: TransportRequest = {
    method: "POST",
    url: `${hostsOf(apiUrl).login}/token`,
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ ...form, scope: SCOPE }).toString(),
  };
  return readJson(taken(await exchange(request, transport)), tokenSchema);
}

export type Config = ChannelConfig<MicrosoftCredentials>;

export interface Ask extends Omit<TransportRequest, "url"> {
  /** Behind the version: "/me/messages". */
  path: string;
}

/** One call as the mailbox; a token that has just died is renewed, once. Throws SendError. */
export async function askGraph(config: Config, { path, ...request }: Ask, transport: Transport): Promise<TransportResponse> {
  const ask = (token: string) => {
    // Else a mail's id changes when it is moved, and so does the draft's when it is sent.
    const headers = { prefer: 'IdType="ImmutableId"', ...request.headers, authorization: `Bearer ${token}` };
    return exchange({ ...request, url: `${hostsOf(config.apiUrl).api}${path}`, headers }, transport);
  };
  const token = await accessToken(config, transport);
  const answer = await ask(token);
  return taken(answer.status === 401 ? await ask(await accessToken(config, transport, token)) : answer);
}

/** The same, with JSON there and back. */
export async function callGraph<T>(
  config: Config,
  { json, answer: schema, ...ask }: Ask & { json?: object; answer: z.ZodType<T> },
  transport: Transport,
): Promise<T> {
  const written = json && { body: JSON.stringify(json), headers: { "content-type": "application/json", ...ask.headers } };
  return readJson(await askGraph(config, { ...ask, ...written }, transport), schema);
}

function accessToken({ app, apiUrl, tokens }: Config, transport: Transport, refused?: string): Promise<string> {
  return tokens.get(
    "access",
    async (credentials) => {
      if (!app) throw new SendError("auth", "This installation has no Microsoft app any more.", { retryable: false });
      const form = { client_id: app.appId, client_secret: app.appSecret, grant_type: "refresh_token", refresh_token: credentials.refreshToken };
      const answer = await getToken(apiUrl, form, transport);
      // A new refresh token comes with every access token; the old one ends some time later.
      const renewed = answer.refresh_token ? { credentials: { ...credentials, refreshToken: answer.refresh_token } } : {};
      return { value: answer.access_token, seconds: answer.expires_in ?? 3_600, ...renewed };
    },
    refused,
  );
}

function exchange(request: TransportRequest, transport: Transport): Promise<TransportResponse> {
  return transport(request).catch((error: unknown) => {
    throw fromTransport(error, "Microsoft");
  });
}

function taken(response: TransportResponse): TransportResponse {
  if (response.status >= 400) throw graphError(response);
  return response;
}

function readJson<T>(response: TransportResponse, schema: z.ZodType<T>): T {
  try {
    return schema.parse(response.bytes.length === 0 ? {} : response.json());
  } catch (cause) {
    throw new SendError("unknown", "Microsoft's answer could not be read.", { retryable: false, cause });
  }
}
