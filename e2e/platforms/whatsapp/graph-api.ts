import { randomBytes } from "node:crypto";
import { type Answer, type Call, jsonBody, type Route, text } from "../shared/http";
import { ERROR_CODES, graphError, invalid } from "./graph-errors";
import { type Platform, USER } from "./platform";
import { postMessage } from "./send-api";
import { type Account, accountsOf, type Num, now } from "./world";

const VERSION = "/v\\d+\\.\\d+";
const TOKEN_LIFETIME_SECONDS = 5_183_999;

type OfAccount = (account: Account, call: Call) => Answer | Promise<Answer>;
type OfNumber = (number: Num, call: Call) => Answer | Promise<Answer>;

/** The Graph API as far as a WhatsApp number needs it. */
export function graphRoutes(platform: Platform): Route[] {
  const { world } = platform;
  const path = (end: string) => new RegExp(`^${VERSION}/${end}$`);
  const asAccount = (handler: OfAccount) =>
    guarded(platform, (granted, call, id) => {
      const account = world.accounts.find((a) => a.id === id);
      return account && granted.includes(account.id) ? handler(account, call) : graphError(200);
    });
  const asNumber = (handler: OfNumber) =>
    guarded(platform, (granted, call, id) => {
      const number = world.numbers.find((n) => n.id === id);
      return number && granted.includes(number.accountId) ? handler(number, call) : graphError(200);
    });
  return [
    ["GET", path("oauth/access_token"), (call) => accessToken(platform, call)],
    ["GET", path("debug_token"), (call) => debugToken(platform, call)],
    ["*", path("(\\d+)/subscribed_apps"), asAccount((account, call) => subscribedApps(platform, account, call))],
    ["GET", path("(\\d+)/phone_numbers"), asAccount((account, call) => paged(call, world.numbers.filter((n) => n.accountId === account.id).map(numberFields)))],
    ["GET", path("(\\d+)/message_templates"), asAccount((account, call) => paged(call, account.templates))],
    ["POST", path("(\\d+)/register"), asNumber((number, call) => register(platform, number, call))],
    ["POST", path("(\\d+)/deregister"), asNumber((number) => deregister(platform, number))],
    ["POST", path("(\\d+)/media"), asNumber((_number, call) => upload(platform, call))],
    ["POST", path("(\\d+)/messages"), asNumber((number, call) => postMessage(platform, number, call))],
    ["GET", path("(\\d+)"), guarded(platform, (granted, _call, id) => describe(platform, granted, id))],
  ];
}

/** The effects asked of the next call, then the token. */
function guarded(platform: Platform, handler: (granted: string[], call: Call, id: string) => Answer | Promise<Answer>) {
  return (call: Call, id = ""): Answer | Promise<Answer> => {
    const asked = ERROR_CODES.find((code) => platform.control.take(code));
    if (asked) return graphError(asked);
    const granted = accountsOf(platform.world, call.headers.authorization?.replace(/^Bearer /, "") ?? "", platform.options.appSecret);
    return granted ? handler(granted, call, id) : graphError(190);
  };
}

function accessToken(platform: Platform, { query }: Call): Answer {
  const { appId, appSecret } = platform.options;
  if (query.get("client_id") !== appId || query.get("client_secret") !== appSecret) return graphError(1, "Error validating client secret.");
  const grant = platform.codes.get(query.get("code") ?? "");
  platform.codes.delete(query.get("code") ?? "");
  if (!grant || grant.expiresAt < now(platform.world)) return graphError(100, "This authorization code has been used or has expired.");
  if (grant.redirectUri !== query.get("redirect_uri")) return graphError(100, "redirect_uri must be identical to that of the dialog.");
  const token = `EAAN${randomBytes(24).toString("hex")}`;
  platform.world.tokens[token] = { accountIds: grant.accountIds, expiresAt: now(platform.world) + TOKEN_LIFETIME_SECONDS * 1000 };
  platform.changed();
  return { status: 200, body: { access_token: token, token_type: "bearer", expires_in: TOKEN_LIFETIME_SECONDS } };
}

/** Asked by the app itself: what a token may do, and on which accounts. */
function debugToken({ options, world }: Platform, { query, headers }: Call): Answer {
  if (headers.authorization !== `Bearer ${options.appId}|${options.appSecret}`) return graphError(190);
  const grant = world.tokens[query.get("input_token") ?? ""];
  const scopes = ["whatsapp_business_management", "whatsapp_business_messaging"];
  const granular = grant && { granular_scopes: scopes.map((scope) => ({ scope, target_ids: grant.accountIds })) };
  return { status: 200, body: { data: { app_id: options.appId, type: "SYSTEM_USER", is_valid: grant !== undefined, user_id: USER.id, scopes, ...granular } } };
}

function subscribedApps(platform: Platform, account: Account, { method }: Call): Answer {
  if (method === "GET") {
    const app = { whatsapp_business_api_data: { id: platform.options.appId, link: "https://www.facebook.com/games/?app_id=1", name: "Our app" } };
    return { status: 200, body: { data: account.isSubscribed ? [app] : [] } };
  }
  account.isSubscribed = method === "POST";
  platform.changed();
  return { status: 200, body: { success: true } };
}

/** The PIN is set by the first registration and asked for by the next. */
function register(platform: Platform, number: Num, call: Call): Answer {
  const { messaging_product: product, pin } = jsonBody(call);
  if (product !== "whatsapp" || !/^\d{6}$/.test(text(pin))) return invalid("pin has six digits.");
  if (number.pin !== null && number.pin !== pin) return graphError(133005);
  Object.assign(number, { pin: text(pin), isRegistered: true });
  platform.changed();
  return { status: 200, body: { success: true } };
}

/** Its PIN stays. */
function deregister(platform: Platform, number: Num): Answer {
  if (!number.isRegistered) return graphError(133010);
  number.isRegistered = false;
  platform.changed();
  return { status: 200, body: { success: true } };
}

async function upload(platform: Platform, { body, headers }: Call): Promise<Answer> {
  const form = await new Response(Uint8Array.from(body), { headers: { "content-type": headers["content-type"] ?? "" } }).formData().catch(() => null);
  const file = form?.get("file");
  if (!(file instanceof File) || form?.get("messaging_product") !== "whatsapp") return graphError(131008, "file, type and messaging_product are required.");
  const type = String(form?.get("type") ?? file.type);
  if (file.size === 0 || type === "") return graphError(131053);
  return { status: 200, body: { id: platform.media.put({ bytes: Buffer.from(await file.arrayBuffer()), type, name: file.name }) } };
}

function describe(platform: Platform, granted: string[], id: string): Answer {
  const number = platform.world.numbers.find((n) => n.id === id);
  if (number) return granted.includes(number.accountId) ? { status: 200, body: numberFields(number) } : graphError(200);
  const file = platform.media.describe(id, now(platform.world));
  return file ? { status: 200, body: file } : graphError(100, "Unsupported get request. Object with this id does not exist.");
}

function numberFields({ id, digits, name, isVerified, isRegistered, isOnApp, quality }: Num): object {
  return {
    id,
    display_phone_number: `+${digits.slice(0, 2)} ${digits.slice(2, 4)} ${digits.slice(4, 7)} ${digits.slice(7)}`,
    verified_name: name,
    quality_rating: quality,
    code_verification_status: isVerified ? "VERIFIED" : "NOT_VERIFIED",
    platform_type: isRegistered ? "CLOUD_API" : "NOT_APPLICABLE",
    status: isRegistered ? "CONNECTED" : "PENDING",
    is_on_biz_app: isOnApp,
    throughput: { level: "STANDARD" },
  };
}

function paged({ query }: Call, rows: object[]): Answer {
  const limit = Math.min(Number(query.get("limit")) || 25, 100);
  const start = Number(Buffer.from(query.get("after") ?? "", "base64url").toString() || 0);
  const after = Buffer.from(String(start + limit)).toString("base64url");
  const next = start + limit < rows.length ? { next: `https://graph.facebook.com/next?after=${after}` } : {};
  return { status: 200, body: { data: rows.slice(start, start + limit), paging: { cursors: { after }, ...next } } };
}
