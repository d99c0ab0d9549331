import { createHmac } from "node:crypto";
import type { Answer, Call } from "../shared/http";
import { notFound, ok, refused } from "./answers";
import type { Method, Platform } from "./platform";
import { createMessage } from "./send-api";
import { type Account, now, type PhoneNumber, type Service } from "./world";

type Run = (method: Method, id: string, part: string) => Answer;

const METHODS: [method: string, path: RegExp, run: Run][] = [
  ["GET", /^\.json$/, ({ account }) => ok({ sid: account.sid, friendly_name: account.name, status: account.status, type: "Full" })],
  ["GET", /^\/IncomingPhoneNumbers\.json$/, listNumbers],
  ["POST", /^\/IncomingPhoneNumbers\/(PN\w+)\.json$/, updateNumber],
  ["GET", /^\/SMS\/ShortCodes\.json$/, () => ok({ short_codes: [] })],
  ["POST", /^\/Messages\.json$/, createMessage],
  ["GET", /^\/Messages\/(\w+)\/Media\/(ME\w+)$/, redirectToMedia],
];

/** /2010-04-01/Accounts/<AC>…: for who signs in as the account or by a key of it. */
export function restApi(platform: Platform, call: Call, [sid = "", rest = ""]: string[]): Answer {
  const account = signedIn(platform, call, sid);
  if (!account) return refused(401, 20003, "Authenticate");
  // A standard key may do all but read and change accounts and keys.
  if (rest === ".json" && userOf(call)?.startsWith("SK")) return refused(401, 20003, "Authenticate");
  if (platform.control.take("throttle")) return refused(429, 20429, "Too Many Requests");
  const found = METHODS.find(([method, path]) => method === call.method && path.test(rest));
  if (!found) return notFound(call.url.pathname);
  const [, id = "", part = ""] = found[1].exec(rest) ?? [];
  return found[2]({ platform, account, form: new URLSearchParams(call.body.toString()), query: call.query }, id, part);
}

function credentialsOf(call: Call): string[] {
  const pair = /^Basic (.+)$/.exec(call.headers.authorization ?? "")?.[1] ?? "";
  return Buffer.from(pair, "base64").toString().split(":");
}
const userOf = (call: Call) => credentialsOf(call)[0];

function signedIn({ world, control }: Platform, call: Call, sid: string | null): Account | undefined {
  const [user = "", password = ""] = credentialsOf(call);
  const isGood = (account: Account) =>
    (user === account.sid && [account.authToken, account.secondaryToken].includes(password)) ||
    account.keys.some((key) => key.sid === user && key.secret === password);
  if (control.take("dead-token")) return undefined;
  return world.accounts.find((account) => (sid === null || account.sid === sid) && isGood(account));
}

function listNumbers({ account, query }: Method): Answer {
  const only = query.get("PhoneNumber");
  return ok({ incoming_phone_numbers: account.numbers.filter(({ number }) => only === null || number === only).map(wireNumber), page: 0 });
}

function updateNumber({ platform, account, form }: Method, sid: string): Answer {
  const number = account.numbers.find((one) => one.sid === sid);
  if (!number) return notFound(sid);
  const url = form.get("SmsUrl");
  if (url && !isAddress(url)) return refused(400, 21502, "SmsUrl is not valid");
  number.smsUrl = url ?? number.smsUrl;
  number.smsFallbackUrl = form.get("SmsFallbackUrl") ?? number.smsFallbackUrl;
  platform.changed();
  return ok(wireNumber(number));
}

const isAddress = (value: string) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);

function wireNumber({ sid, number, name, takesTexts, smsUrl }: PhoneNumber): object {
  return { sid, phone_number: number, friendly_name: name, sms_url: smsUrl, capabilities: { voice: true, sms: takesTexts, mms: takesTexts, fax: false } };
}

/** /v1/Services: of the host messaging.twilio.com. */
export function listServices(platform: Platform, call: Call): Answer {
  const account = signedIn(platform, call, null);
  return account ? ok({ services: account.services.map(wireService), meta: { page: 0, key: "services" } }) : refused(401, 20003, "Authenticate");
}

/** /v1/Services/<MG>: of the host messaging.twilio.com. */
export function serviceApi(platform: Platform, call: Call, sid: string): Answer {
  const account = signedIn(platform, call, null);
  if (!account) return refused(401, 20003, "Authenticate");
  const service = account.services.find((one) => one.sid === sid);
  if (!service) return notFound(call.url.pathname);
  if (call.method === "POST") {
    const form = new URLSearchParams(call.body.toString());
    service.inboundUrl = form.get("InboundRequestUrl") ?? service.inboundUrl;
    service.fallbackUrl = form.get("FallbackUrl") ?? service.fallbackUrl;
    service.defersToNumber = (form.get("UseInboundWebhookOnNumber") ?? String(service.defersToNumber)) === "true";
    platform.changed();
  }
  return ok(wireService(service));
}

function wireService({ sid, name, inboundUrl, defersToNumber }: Service): object {
  return { sid, friendly_name: name, inbound_request_url: inboundUrl || null, inbound_method: "POST", use_inbound_webhook_on_number: defersToNumber };
}

const LINK_LIFE_MS = 60_000;

const linkMark = (sid: string, until: string) => createHmac("sha256", "media").update(`${sid}:${until}`).digest("hex").slice(0, 24);

/** To an address that needs no sign-in and is good for a minute. */
function redirectToMedia({ platform }: Method, messageSid: string, sid: string): Answer {
  const isThere = platform.world.messages.some((message) => message.sid === messageSid && message.media.some((one) => one.sid === sid));
  if (!isThere) return notFound(sid);
  const until = String(now(platform.world) + LINK_LIFE_MS);
  return { status: 307, headers: { location: `${platform.baseUrl()}/media/${sid}?until=${until}&mark=${linkMark(sid, until)}` }, body: "" };
}

export function serveMedia(platform: Platform, call: Call, sid: string): Answer {
  const until = call.query.get("until") ?? "";
  const media = platform.world.messages.flatMap((message) => message.media).find((one) => one.sid === sid);
  const bytes = platform.files.get(sid);
  if (!bytes || !media || call.query.get("mark") !== linkMark(sid, until)) return { status: 403, body: "AccessDenied" };
  if (Number(until) < now(platform.world)) return { status: 403, body: "Request has expired" };
  return { status: 200, headers: { "content-type": media.type }, body: bytes };
}
