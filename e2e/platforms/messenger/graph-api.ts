import { randomBytes } from "node:crypto";
import { type Answer, type Call, jsonBody, type Route, text } from "../shared/http";
import { appRemoved, badParameter, dueRefusal, graphError, invalidToken, throttled, transient } from "../shared/meta-errors";
import { forward, isForInstagram } from "./forward";
import { type Platform, USER } from "./platform";
import { sendMessage } from "./send-api";
import { findPageByToken, findPersonByPsid, type Page, pageToken } from "./world";

const VERSION = "/v\\d+\\.\\d+";

/** The Graph API as far as a Page's inbox needs it. */
export function graphRoutes(platform: Platform): Route[] {
  const guarded =
    (handler: (call: Call, ...match: string[]) => Answer | Promise<Answer>) =>
    (call: Call, ...match: string[]) => {
      const { instagramUrl } = platform.options;
      if (instagramUrl && isForInstagram(call)) return forward(instagramUrl, call);
      if (platform.control.take("throttle")) return throttled();
      if (platform.control.take("transient")) return transient();
      const refused = dueRefusal(platform.control.take);
      if (refused) return refused;
      return handler(call, ...match);
    };
  const asPage = (handler: (page: Page, call: Call, id: string) => Answer | Promise<Answer>) =>
    guarded((call, id = "") => {
      const page = findPageByToken(platform.world, tokenOf(call), platform.options.appSecret);
      if (page) return handler(page, call, id);
      const isOld = platform.world.pages.some((p) => tokenOf(call).startsWith(`EAAG${p.id}x`) && p.tokenVersion > 1);
      return isOld ? appRemoved() : invalidToken();
    });
  return [
    ["GET", new RegExp(`^${VERSION}/oauth/access_token$`), guarded((call) => accessToken(platform, call))],
    ["GET", new RegExp(`^${VERSION}/me/accounts$`), guarded((call) => accounts(platform, call))],
    ["GET", new RegExp(`^${VERSION}/me$`), guarded((call) => me(platform, call))],
    [
      "*",
      new RegExp(`^${VERSION}/(\\d+)/subscribed_apps$`),
      asPage((page, call, id) => (id === page.id ? subscribedApps(platform, page, call) : foreignPage())),
    ],
    [
      "POST",
      new RegExp(`^${VERSION}/(\\d+|me)/messages$`),
      asPage((page, call, id) => (id === page.id || id === "me" ? sendMessage(platform, page, call) : foreignPage())),
    ],
    ["GET", new RegExp(`^${VERSION}/(\\d+)$`), asPage((page, _call, id) => profile(platform, page, id))],
  ];
}

const foreignPage = () => graphError(403, "200", "(#200) The token is not for this Page.");

function tokenOf(call: Call): string {
  return call.headers.authorization?.replace(/^Bearer /, "") ?? call.query.get("access_token") ?? "";
}

function accessToken(platform: Platform, { query }: Call): Answer {
  const { appId, appSecret } = platform.options;
  if (query.get("client_id") !== appId || query.get("client_secret") !== appSecret) return graphError(400, "101", "Error validating client secret.");
  const isExchange = query.get("grant_type") === "fb_exchange_token";
  const given = query.get(isExchange ? "fb_exchange_token" : "code") ?? "";
  const grant = platform.grants.get(given);
  if (!grant || grant.kind !== (isExchange ? "short" : "code")) return graphError(400, "100/36009", "This authorization code has been used or has expired.");
  if (!isExchange && grant.redirectUri !== query.get("redirect_uri")) {
    return graphError(400, "100/36008", "Error validating verification code. Please make sure your redirect_uri is identical.");
  }
  // A code works once.
  if (!isExchange) platform.grants.delete(given);
  const token = `EAAU${randomBytes(24).toString("hex")}`;
  platform.grants.set(token, { ...grant, kind: isExchange ? "long" : "short" });
  return { status: 200, body: { access_token: token, token_type: "bearer", expires_in: isExchange ? 5_184_000 : 5_400 } };
}

function accounts(platform: Platform, call: Call): Answer {
  const grant = platform.grants.get(tokenOf(call));
  if (!grant || grant.kind === "code") return invalidToken();
  const limit = Math.min(Number(call.query.get("limit")) || 25, 100);
  const start = Number(Buffer.from(call.query.get("after") ?? "", "base64url").toString() || 0);
  const granted = platform.world.pages.filter((page) => grant.pageIds.includes(page.id));
  const data = granted
    .slice(start, start + limit)
    .map((page) => ({ id: page.id, name: page.name, access_token: pageToken(page, platform.options.appSecret), tasks: page.tasks }));
  const after = Buffer.from(String(start + limit)).toString("base64url");
  const next = start + limit < granted.length ? { next: `https://graph.facebook.com/next?after=${after}` } : {};
  return { status: 200, body: { data, paging: { cursors: { after }, ...next } } };
}

function me(platform: Platform, call: Call): Answer {
  const grant = platform.grants.get(tokenOf(call));
  if (grant && grant.kind !== "code") return { status: 200, body: USER };
  const page = findPageByToken(platform.world, tokenOf(call), platform.options.appSecret);
  return page ? { status: 200, body: { id: page.id, name: page.name } } : invalidToken();
}

function subscribedApps(platform: Platform, page: Page, call: Call): Answer {
  if (call.method === "GET") {
    const data = page.fields.length > 0 ? [{ id: platform.options.appId, name: "Our app", subscribed_fields: page.fields }] : [];
    return { status: 200, body: { data } };
  }
  if (!page.tasks.includes("MODERATE")) return graphError(403, "200", "(#200) The user must have the MODERATE task on this Page.");
  if (call.method === "DELETE") page.fields = [];
  if (call.method === "POST") {
    const fields = text(call.query.get("subscribed_fields") ?? jsonBody(call).subscribed_fields);
    if (!fields) return badParameter("The parameter subscribed_fields is required.");
    page.fields = fields.split(",");
  }
  platform.changed();
  return { status: 200, body: { success: true } };
}

function profile(platform: Platform, page: Page, psid: string): Answer {
  const person = findPersonByPsid(platform.world, page.id, psid);
  const hasWritten = person && (platform.world.threads[`${page.id}:${person.id}`]?.lastActAt ?? 0) > 0;
  if (!person || !hasWritten) return graphError(400, "100/2018218", "(#100) No profile available for this user.");
  const [first_name = "", ...rest] = person.name.split(" ");
  return { status: 200, body: { id: psid, first_name, last_name: rest.join(" ") } };
}
