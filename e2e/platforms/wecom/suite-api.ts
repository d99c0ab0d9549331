import { type Answer, type Call, jsonBody, type Route, text } from "../shared/http";
import { type XmlFields, xmlOf } from "../shared/wechat-seal";
import type { Platform } from "./platform";
import { ok, refuse } from "./refusals";
import { tokenFor } from "./tokens-api";
import { type Corp, findCorp, now, random, seconds } from "./world";

const PRE_AUTH_SECONDS = 1200;
const AUTH_CODE_SECONDS = 600;
const TICKET_EVERY_MS = 10 * 60_000;
const TICKET_LIFETIME_MS = 30 * 60_000;

/** What the suite calls in its own name: /cgi-bin/service/... */
export function suiteRoutes(platform: Platform): Route[] {
  const asSuite =
    (run: (call: Call) => Answer) =>
    (call: Call): Answer => {
      const value = call.query.get("suite_access_token") ?? "";
      if (platform.control.take("invalid-suite-token")) delete platform.world.tokens[value];
      const token = platform.world.tokens[value];
      if (token?.kind !== "suite") return refuse("40082");
      return token.until <= now(platform.world) ? refuse("42009") : run(call);
    };
  return [
    ["POST", /^\/cgi-bin\/service\/get_suite_token$/, (call) => suiteToken(platform, jsonBody(call))],
    ["GET", /^\/cgi-bin\/service\/get_pre_auth_code$/, asSuite(() => preAuthCode(platform))],
    ["POST", /^\/cgi-bin\/service\/set_session_info$/, asSuite(() => ok())],
    ["POST", /^\/cgi-bin\/service\/get_permanent_code$/, asSuite((call) => permanentCode(platform, text(jsonBody(call).auth_code)))],
    ["POST", /^\/cgi-bin\/service\/get_corp_token$/, asSuite((call) => corpToken(platform, jsonBody(call)))],
  ];
}

function suiteToken(platform: Platform, body: Record<string, unknown>): Answer {
  const { options, world } = platform;
  if (body.suite_id !== options.appId) return refuse("40083");
  if (body.suite_secret !== options.appSecret) return refuse("40001");
  if ((world.suite.tickets[text(body.suite_ticket)] ?? 0) < now(world)) return refuse("40085");
  const { value, seconds: lasting } = tokenFor(platform, "suite", "");
  return ok({ suite_access_token: value, expires_in: lasting });
}

function preAuthCode(platform: Platform): Answer {
  const code = random("preauth_");
  platform.world.suite.preAuthCodes[code] = now(platform.world) + PRE_AUTH_SECONDS * 1000;
  platform.changed();
  return ok({ pre_auth_code: code, expires_in: PRE_AUTH_SECONDS });
}

/** A code is good once, and gives what the administrator chose. */
function permanentCode(platform: Platform, code: string): Answer {
  const { authCodes } = platform.world.suite;
  const granted = authCodes[code];
  delete authCodes[code];
  const corp = granted && findCorp(platform.world, granted.corpId);
  if (!granted || !corp || granted.until < now(platform.world)) return refuse("40078");
  corp.grant = { permanentCode: random("perm_"), accounts: granted.accounts };
  platform.changed();
  const { value, seconds: lasting } = tokenFor(platform, "corp", corp.corpId);
  const auth_corp_info = { corpid: corp.corpId, corp_name: corp.name, corp_type: "verified" };
  return ok({ access_token: value, expires_in: lasting, permanent_code: corp.grant.permanentCode, auth_corp_info, auth_info: { agent: [{ agentid: 1 }] } });
}

function corpToken(platform: Platform, body: Record<string, unknown>): Answer {
  const corp = findCorp(platform.world, text(body.auth_corpid));
  if (!corp) return refuse("40013");
  if (corp.grant?.permanentCode !== text(body.permanent_code)) return refuse("40084");
  const { value, seconds: lasting } = tokenFor(platform, "corp", corp.corpId);
  return ok({ access_token: value, expires_in: lasting });
}

/** Posts the suite's ticket; another one every time. Whether it was taken. */
export async function pushTicket(platform: Platform): Promise<boolean> {
  const { world } = platform;
  const ticket = random("ticket_");
  const at = now(world);
  const good = Object.entries(world.suite.tickets).filter(([, until]) => until > at);
  world.suite.tickets = Object.fromEntries([...good, [ticket, at + TICKET_LIFETIME_MS]]);
  world.suite.ticketAt = at;
  platform.changed();
  return tellSuite(platform, "suite_ticket", [["SuiteTicket", ticket]]);
}

/** The next one when ten minutes of the platform's clock are over. */
export async function pushDueTicket(platform: Platform): Promise<void> {
  if (now(platform.world) - platform.world.suite.ticketAt >= TICKET_EVERY_MS) await pushTicket(platform);
}

function tellSuite({ options, world, delivery }: Platform, infoType: string, fields: XmlFields): Promise<boolean> {
  return delivery.tellSuite(xmlOf([["SuiteId", options.appId], ["InfoType", infoType], ["TimeStamp", seconds(now(world))], ...fields]));
}

/** A consent that was given: the code, good once, for whoever fetches the permanent one. */
export function newAuthCode(platform: Platform, corp: Corp, accounts: string[]): { code: string; seconds: number } {
  const code = random("auth_");
  platform.world.suite.authCodes[code] = { corpId: corp.corpId, accounts, until: now(platform.world) + AUTH_CODE_SECONDS * 1000 };
  platform.changed();
  return { code, seconds: AUTH_CODE_SECONDS };
}

/** The administrator takes it back: what was granted is dead, and the suite is told. */
export async function cancel(platform: Platform, corp: Corp): Promise<boolean> {
  corp.grant = null;
  platform.changed();
  return tellSuite(platform, "cancel_auth", [["AuthCorpId", corp.corpId]]);
}

/** The permanent code is worth nothing any more; a new consent is sent along. */
export async function reset(platform: Platform, corp: Corp): Promise<boolean> {
  if (!corp.grant) return false;
  const { code } = newAuthCode(platform, corp, corp.grant.accounts);
  corp.grant.permanentCode = random("gone_");
  for (const [value, token] of Object.entries(platform.world.tokens))
    if (token.kind === "corp" && token.corpId === corp.corpId) delete platform.world.tokens[value];
  platform.changed();
  return tellSuite(platform, "reset_permanent_code", [
    ["AuthCorpId", corp.corpId],
    ["AuthCode", code],
  ]);
}
