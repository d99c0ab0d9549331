import { type Answer, type Call, jsonBody, type Route, text } from "../shared/http";
import { appRemoved, badParameter, dueRefusal, graphError, invalidToken, throttled, transient } from "../shared/meta-errors";
import { facebookUserOf, pageTokenRoutes } from "./page-tokens";
import type { Platform, Speaker } from "./platform";
import { sendMessage } from "./send-api";
import { type Account, findPersonByIgsid, now, pageToken } from "./world";

const VERSION = "/v\\d+\\.\\d+";
const OWN_FIELDS = [
  "messages",
  "messaging_postbacks",
  "message_reactions",
  "message_edit",
  "messaging_seen",
  "messaging_referral",
  "comments",
  "live_comments",
  "mentions",
];

/** graph.instagram.com and the part of graph.facebook.com that speaks for linked accounts. */
export function graphRoutes(platform: Platform): Route[] {
  const guarded =
    (handler: (call: Call, ...match: string[]) => Answer | Promise<Answer>) =>
    (call: Call, ...match: string[]) => {
      if (platform.control.take("throttle")) return throttled();
      if (platform.control.take("transient")) return transient();
      return dueRefusal(platform.control.take) ?? handler(call, ...match);
    };
  const speaking = (handler: (speaker: Speaker, call: Call, id: string) => Answer | Promise<Answer>) =>
    guarded((call, id = "") => {
      const speaker = speakerOf(platform, call);
      if ("status" in speaker) return speaker;
      return isOneself(speaker, id) ? handler(speaker, call, id) : graphError(403, "200", "(#200) The token is not for this account.");
    });
  return [
    ...pageTokenRoutes(platform),
    ["GET", new RegExp(`^${VERSION}/me$`), guarded((call) => me(platform, call))],
    ["*", new RegExp(`^${VERSION}/(\\d+|me)/subscribed_apps$`), speaking((speaker, call) => subscribedApps(platform, speaker, call))],
    ["POST", new RegExp(`^${VERSION}/(\\d+|me)/messages$`), speaking((speaker, call) => sendMessage(platform, speaker, call))],
    ["GET", new RegExp(`^${VERSION}/(\\d+)$`), guarded((call, id = "") => profile(platform, call, id))],
  ];
}

function isOneself({ account, way }: Speaker, id: string): boolean {
  return id === "me" || id === account.userId || (way === "page" && id === account.page?.id);
}

const tokenOf = (call: Call) => call.headers.authorization?.replace(/^Bearer /, "") ?? call.query.get("access_token") ?? "";

/** Whom the token speaks for, or why for nobody. */
function speakerOf(platform: Platform, call: Call): Speaker | NonNullable<Answer> {
  const token = tokenOf(call);
  const { accounts, tokens } = platform.world;
  const own = tokens[token];
  if (own) {
    const account = accounts.find(({ userId }) => userId === own.accountId);
    if (!account || own.isRevoked) return appRemoved();
    if (own.expiresAt <= now(platform.world)) return graphError(400, "190/463", "Error validating access token: Session has expired");
    return account.allowsMessages ? { account, way: "own" } : accessOff();
  }
  const secret = platform.options.facebook?.appSecret ?? "";
  const linked = accounts.find(({ page }) => page && pageToken(page, secret) === token);
  if (linked) return linked.allowsMessages ? { account: linked, way: "page" } : accessOff();
  return accounts.some(({ page }) => page && token.startsWith(`EAAI${page.id}x`)) ? appRemoved() : invalidToken();
}

const accessOff = () => graphError(403, "200/2534041", "(#200) The account owner has disabled access to instagram direct messages");

function me(platform: Platform, call: Call): Answer {
  const user = facebookUserOf(platform, tokenOf(call));
  if (user) return { status: 200, body: user };
  const speaker = speakerOf(platform, call);
  if ("status" in speaker) return speaker;
  if (speaker.way === "page") return { status: 200, body: { id: speaker.account.page?.id, name: speaker.account.page?.name } };
  const { userId, appScopedId, username, name } = speaker.account;
  const known: Record<string, string> = { user_id: userId, username, name, profile_picture_url: "https://scontent.cdninstagram.invalid/p.jpg" };
  const asked = (call.query.get("fields") ?? "").split(",").filter((field) => field in known);
  return { status: 200, body: { ...Object.fromEntries(asked.map((field) => [field, known[field]])), id: appScopedId } };
}

function subscribedApps(platform: Platform, { account, way }: Speaker, call: Call): Answer {
  const subscriber: { fields: string[] } | null = way === "own" ? account : account.page;
  if (!subscriber) return graphError(400, "100/2534013", "(#100) The Page is not linked to an Instagram account.");
  const { appId, facebook } = platform.options;
  if (call.method === "GET") {
    const data = subscriber.fields.length > 0 ? [{ id: way === "own" ? appId : facebook?.appId, subscribed_fields: subscriber.fields }] : [];
    return { status: 200, body: { data } };
  }
  if (way === "page" && !account.page?.tasks.includes("MODERATE")) return graphError(403, "200", "(#200) The user must have the MODERATE task on this Page.");
  if (call.method === "DELETE") subscriber.fields = [];
  if (call.method === "POST") {
    const fields = text(call.query.get("subscribed_fields") ?? jsonBody(call).subscribed_fields)
      .split(",")
      .filter(Boolean);
    if (fields.length === 0) return badParameter("The parameter subscribed_fields is required.");
    const unknown = way === "own" ? fields.filter((field) => !OWN_FIELDS.includes(field)) : [];
    if (unknown.length > 0) return badParameter(`Param subscribed_fields must be one of ${OWN_FIELDS.join(", ")}: ${unknown.join(", ")}`);
    subscriber.fields = fields;
  }
  platform.changed();
  return { status: 200, body: { success: true } };
}

/** Only of people who wrote: that is their consent. */
function profile(platform: Platform, call: Call, id: string): Answer {
  const speaker = speakerOf(platform, call);
  if ("status" in speaker) return speaker;
  const { userId }: Account = speaker.account;
  const person = findPersonByIgsid(platform.world, userId, id);
  const hasWritten = person && (platform.world.threads[`${userId}:${person.id}`]?.lastActAt ?? 0) > 0;
  if (!person || !hasWritten) return graphError(400, "230", "(#230) User consent is required to access user profile");
  return { status: 200, body: { id, name: person.name, username: person.username } };
}
