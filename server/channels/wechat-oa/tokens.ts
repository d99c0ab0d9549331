import { type AppCredentials, type FreshToken, SendError, type Tokens, type Transport } from "@/server/channels/contract";
import { authorizerTokenSchema, componentTokenSchema, tokenAnswerSchema, type WechatCredentials } from "./payload";
import { TICKET } from "./read-authorization";
import { DEAD_TOKENS } from "./send-errors";
import { callWechat, harmless, readAnswer, type WechatCall, type WechatConfig } from "./wechat-api";

/** What calls of our platform need, whichever account they are about. */
export interface PlatformAccess {
  app: AppCredentials;
  appTokens: Tokens<null>;
  apiUrl: string;
}

/** The account's token, good for two hours: made by its own secret, or by our platform for it. `refused`: the one WeChat did not take. */
export function accessToken(config: WechatConfig, transport: Transport, refused?: string): Promise<string> {
  return config.tokens.get(
    "access",
    (credentials) => (credentials.refreshToken ? authorizerToken(config, credentials, transport) : stableToken({ ...config, credentials }, transport, refused)),
    refused,
  );
}

/**
 * From the endpoint that gives the same token to everybody who asks, so that another tool of the account's is not thrown out.
 * When it gives the refused one again, a new one is forced; that WeChat allows twenty times a day.
 */
export async function stableToken(
  { apiUrl, credentials }: Pick<WechatConfig, "apiUrl" | "credentials">,
  transport: Transport,
  refused?: string,
): Promise<FreshToken<WechatCredentials>> {
  const ask = async (isForced: boolean) => {
    const body = { grant_type: "client_credential", appid: credentials.appId, secret: credentials.appSecret, force_refresh: isForced };
    const call: WechatCall = { method: "POST", path: "/cgi-bin/stable_token", body };
    const { access_token, expires_in } = readAnswer(tokenAnswerSchema, await callWechat(apiUrl, call, transport).catch(harmless));
    return { value: access_token, seconds: expires_in };
  };
  const token = await ask(false);
  return token.value === refused ? ask(true) : token;
}

/** The refresh token is good once: the new one is stored with the token that came with it. */
async function authorizerToken(config: WechatConfig, credentials: WechatCredentials, transport: Transport): Promise<FreshToken<WechatCredentials>> {
  const body = { authorizer_appid: credentials.appId, authorizer_refresh_token: credentials.refreshToken };
  const answer = await callAsPlatform(platformOf(config), { path: "/cgi-bin/component/api_authorizer_token", body }, transport);
  const { authorizer_access_token: value, expires_in: seconds, authorizer_refresh_token: refreshToken } = readAnswer(authorizerTokenSchema, answer);
  return { value, seconds, credentials: { ...credentials, refreshToken } };
}

function platformOf({ app, appTokens, apiUrl }: WechatConfig): PlatformAccess {
  if (!app)
    throw new SendError("auth", "This installation is no longer registered as a platform at WeChat. Whoever runs it has to set WECHAT_OA_APP_ID.", {
      retryable: false,
    });
  return { app, appTokens, apiUrl };
}

/** A call in our platform's name; with another token, once, when WeChat does not take the first. */
export async function callAsPlatform(access: PlatformAccess, { path, body }: { path: string; body: object }, transport: Transport) {
  const call = (token: string) => {
    const query = { component_access_token: token };
    return callWechat(access.apiUrl, { method: "POST", path, query, body: { component_appid: access.app.appId, ...body } }, transport).catch(harmless);
  };
  const token = await componentToken(access, transport);
  try {
    return await call(token);
  } catch (error) {
    if (!(error instanceof SendError) || !DEAD_TOKENS.includes(error.code ?? "")) throw error;
    return call(await componentToken(access, transport, token));
  }
}

function componentToken(access: PlatformAccess, transport: Transport, refused?: string): Promise<string> {
  return access.appTokens.get("access", () => makeComponentToken(access, transport), refused);
}

/** Made of the ticket that WeChat posts to us every ten minutes. */
async function makeComponentToken({ app, appTokens, apiUrl }: PlatformAccess, transport: Transport): Promise<FreshToken<null>> {
  const ticket = await appTokens.find(TICKET);
  if (!ticket)
    throw new SendError("unreachable", "WeChat has not sent its ticket to the platform yet. It does so every ten minutes.", {
      retryable: true,
      code: "no-ticket",
    });
  const body = { component_appid: app.appId, component_appsecret: app.appSecret, component_verify_ticket: ticket };
  const answer = await callWechat(apiUrl, { method: "POST", path: "/cgi-bin/component/api_component_token", body }, transport).catch(harmless);
  const { component_access_token: value, expires_in: seconds } = readAnswer(componentTokenSchema, answer);
  return { value, seconds };
}
