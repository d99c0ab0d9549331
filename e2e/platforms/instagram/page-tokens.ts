import { randomBytes } from "node:crypto";
import type { Answer, Call, Route } from "../shared/http";
import { graphError, invalidToken } from "../shared/meta-errors";
import { type Platform, USER } from "./platform";
import { LONELY_PAGE, pageToken } from "./world";

const VERSION = "/v\\d+\\.\\d+";

/** Facebook's sign-in, as far as accounts that are linked to Pages need it. */
export function pageTokenRoutes(platform: Platform): Route[] {
  return [
    ["GET", new RegExp(`^${VERSION}/oauth/access_token$`), (call) => accessToken(platform, call)],
    ["GET", new RegExp(`^${VERSION}/me/accounts$`), (call) => pages(platform, call)],
  ];
}

/** Of a person at Facebook; null for any other token. */
export function facebookUserOf(platform: Platform, token: string): typeof USER | null {
  const kind = platform.grants.get(token)?.kind;
  return kind === "fb-short" || kind === "fb-long" ? USER : null;
}

function accessToken({ options, grants }: Platform, { query }: Call): Answer {
  const { facebook } = options;
  if (query.get("client_id") !== facebook?.appId || query.get("client_secret") !== facebook?.appSecret)
    return graphError(400, "101", "Error validating client secret.");
  const isExchange = query.get("grant_type") === "fb_exchange_token";
  const given = query.get(isExchange ? "fb_exchange_token" : "code") ?? "";
  const grant = grants.get(given);
  if (!grant || grant.kind !== (isExchange ? "fb-short" : "fb-code"))
    return graphError(400, "100/36009", "This authorization code has been used or has expired.");
  if (!isExchange && grant.redirectUri !== query.get("redirect_uri")) return graphError(400, "100/36008", "Error validating verification code.");
  if (!isExchange) grants.delete(given);
  const token = `EAAV${randomBytes(24).toString("hex")}`;
  grants.set(token, { ...grant, kind: isExchange ? "fb-long" : "fb-short" });
  return { status: 200, body: { access_token: token, token_type: "bearer", expires_in: isExchange ? 5_184_000 : 5_400 } };
}

function pages({ options, grants, world }: Platform, call: Call): Answer {
  const grant = grants.get(call.headers.authorization?.replace(/^Bearer /, "") ?? call.query.get("access_token") ?? "");
  if (grant?.kind !== "fb-long" && grant?.kind !== "fb-short") return invalidToken();
  // Only what is asked for is given, as Graph does it.
  const withAccount = (call.query.get("fields") ?? "").includes("instagram_business_account");
  const linked = world.accounts.flatMap(({ page, userId, username, name }) => {
    if (!page || !grant.accountIds.includes(userId)) return [];
    const account = withAccount ? { instagram_business_account: { id: userId, username, name } } : {};
    return [{ id: page.id, name: page.name, tasks: page.tasks, access_token: pageToken(page, options.facebook?.appSecret ?? ""), ...account }];
  });
  return { status: 200, body: { data: [...linked, { ...LONELY_PAGE, access_token: "EAAIlonely" }], paging: { cursors: {} } } };
}
