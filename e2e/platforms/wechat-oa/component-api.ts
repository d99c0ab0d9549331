import { type Answer, type Call, jsonBody, type Route, text } from "../shared/http";
import { type XmlFields, xmlOf } from "../shared/wechat-seal";
import type { Platform } from "./platform";
import { OK, refuse } from "./refusals";
import { lifetimeMs, newToken } from "./tokens-api";
import { type Account, findAccount, now, random, seconds } from "./world";

const PRE_AUTH_SECONDS = 1800;
const TICKET_EVERY_MS = 10 * 60_000;
const TICKET_LIFETIME_MS = 12 * 3600_000;

type Fields = Record<string, unknown>;

/** What a platform calls in its own name: /cgi-bin/component/... */
export function componentRoutes(platform: Platform): Route[] {
  const asComponent =
    (run: (body: Fields) => Answer) =>
    (call: Call): Answer => {
      const token = platform.world.tokens[call.query.get("component_access_token") ?? ""];
      if (token?.kind !== "component") return refuse("40001");
      if (token.until <= now(platform.world)) return refuse("42001");
      const body = jsonBody(call);
      return body.component_appid === platform.options.appId ? run(body) : refuse("40013");
    };
  return [
    ["POST", /^\/cgi-bin\/component\/api_component_token$/, (call) => componentToken(platform, jsonBody(call))],
    ["POST", /^\/cgi-bin\/component\/api_start_push_ticket$/, async (call) => startTicket(platform, jsonBody(call))],
    ["POST", /^\/cgi-bin\/component\/api_create_preauthcode$/, asComponent(() => preAuthCode(platform))],
    ["POST", /^\/cgi-bin\/component\/api_query_auth$/, asComponent((body) => queryAuth(platform, text(body.authorization_code)))],
    ["POST", /^\/cgi-bin\/component\/api_authorizer_token$/, asComponent((body) => authorizerToken(platform, body))],
    ["POST", /^\/cgi-bin\/component\/api_get_authorizer_info$/, asComponent((body) => authorizerInfo(platform, text(body.authorizer_appid)))],
  ];
}

function isApp({ options }: Platform, body: Fields, secret: string): boolean {
  return body.component_appid === options.appId && secret === options.appSecret;
}

function componentToken(platform: Platform, body: Fields): Answer {
  if (!isApp(platform, body, text(body.component_appsecret))) return refuse("40125");
  const until = platform.world.platform.tickets[text(body.component_verify_ticket)];
  if (until === undefined) return refuse("61006");
  if (until < now(platform.world)) return refuse("61005");
  return { status: 200, body: { component_access_token: newToken(platform, "component", platform.options.appId), expires_in: lifetimeMs(platform) / 1000 } };
}

async function startTicket(platform: Platform, body: Fields): Promise<Answer> {
  if (!isApp(platform, body, text(body.component_secret))) return refuse("40125");
  await pushTicket(platform);
  return OK;
}

/** Posts the platform's ticket; another one every time. Whether it was taken. */
export async function pushTicket(platform: Platform): Promise<boolean> {
  const { world } = platform;
  const ticket = random("ticket@@@");
  const at = now(world);
  const good = Object.entries(world.platform.tickets).filter(([, until]) => until > at);
  world.platform.tickets = Object.fromEntries([...good, [ticket, at + TICKET_LIFETIME_MS]]);
  world.platform.ticketAt = at;
  platform.changed();
  return tellPlatform(platform, "component_verify_ticket", [["ComponentVerifyTicket", ticket]]);
}

/** The next one when ten minutes of the platform's clock are over. */
export async function pushDueTicket(platform: Platform): Promise<void> {
  if (now(platform.world) - platform.world.platform.ticketAt >= TICKET_EVERY_MS) await pushTicket(platform);
}

function tellPlatform(platform: Platform, infoType: string, fields: XmlFields): Promise<boolean> {
  return platform.delivery.toPlatform(
    xmlOf([["AppId", platform.options.appId], ["CreateTime", seconds(now(platform.world))], ["InfoType", infoType], ...fields]),
  );
}

function preAuthCode(platform: Platform): Answer {
  const code = random("preauthcode@@@");
  platform.world.platform.preAuthCodes[code] = now(platform.world) + PRE_AUTH_SECONDS * 1000;
  platform.changed();
  return { status: 200, body: { pre_auth_code: code, expires_in: PRE_AUTH_SECONDS } };
}

/** A code works once, and gives the tokens of the account that was chosen. */
function queryAuth(platform: Platform, code: string): Answer {
  const { authCodes } = platform.world.platform;
  const granted = authCodes[code];
  delete authCodes[code];
  const account = granted && findAccount(platform.world, granted.appId);
  if (!granted || !account || granted.until < now(platform.world)) return refuse("61010");
  account.authorisation = { scopes: granted.scopes, refreshToken: random("refreshtoken@@@") };
  const info = { authorizer_appid: account.appId, ...tokensOf(platform, account), func_info: granted.scopes.map((id) => ({ funcscope_category: { id } })) };
  platform.changed();
  return { status: 200, body: { authorization_info: info } };
}

function tokensOf(platform: Platform, account: Account): object {
  return {
    authorizer_access_token: newToken(platform, "authorizer", account.appId),
    expires_in: lifetimeMs(platform) / 1000,
    authorizer_refresh_token: account.authorisation?.refreshToken,
  };
}

/** Each refresh ends the refresh token that was given. */
function authorizerToken(platform: Platform, body: Fields): Answer {
  const account = findAccount(platform.world, text(body.authorizer_appid));
  if (!account?.authorisation) return refuse("61003");
  if (account.authorisation.refreshToken !== text(body.authorizer_refresh_token)) return refuse("61023");
  account.authorisation.refreshToken = random("refreshtoken@@@");
  return { status: 200, body: tokensOf(platform, account) };
}

function authorizerInfo({ world }: Platform, appId: string): Answer {
  const account = findAccount(world, appId);
  if (!account?.authorisation) return refuse("61003");
  const { name: nick_name, userName: user_name } = account;
  return { status: 200, body: { authorizer_info: { nick_name, user_name, head_img: "", service_type_info: { id: 2 }, verify_type_info: { id: 0 } } } };
}

/** The administrator takes it back: every token is dead, and the platform is told. */
export async function unauthorise(platform: Platform, account: Account): Promise<boolean> {
  account.authorisation = null;
  platform.changed();
  return tellPlatform(platform, "unauthorized", [["AuthorizerAppid", account.appId]]);
}

/** The same code goes to the browser and, by a notice, to the platform. */
export function tellAuthorised(platform: Platform, { appId, code, preAuthCode: pre }: { appId: string; code: string; preAuthCode: string }): Promise<boolean> {
  const until = seconds(now(platform.world)) + 3600;
  return tellPlatform(platform, "authorized", [
    ["AuthorizerAppid", appId],
    ["AuthorizationCode", code],
    ["AuthorizationCodeExpiredTime", until],
    ["PreAuthCode", pre],
  ]);
}
