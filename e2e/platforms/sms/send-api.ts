import type { Answer } from "../shared/http";
import { ok, refused } from "./answers";
import type { Method } from "./platform";
import { hex, type Message, now, type PhoneNumber, type Service, segmentsOf, senderOf } from "./world";

const MAX_BODY = 1_600;
const MAX_MEDIA = 10;
const NUMBER = /^\+[1-9]\d{6,14}$/;

/** Refusals that the control endpoint asks for: what a number, a country or a queue can be like. */
const REFUSALS: Record<string, [status: number, code: number, message: string]> = {
  "queue-full": [429, 21611, "This From number has exceeded the maximum number of queued messages"],
  geo: [403, 21408, "Permission to send an SMS has not been enabled for the region indicated by the 'To' number"],
  landline: [400, 21614, "'To' number is not a valid mobile number"],
  unrouted: [400, 21612, "The 'To' phone number is not currently reachable via SMS"],
  "bad-media": [400, 21620, "Invalid media URL(s)"],
  "media-size": [400, 21623, "Number of media files exceeds allowed limit"],
  busy: [429, 14107, "Message rate limit exceeded"],
  "service-busy": [429, 63018, "Rate limit exceeded for Channel"],
};
export const REFUSAL_EFFECTS = Object.keys(REFUSALS);

interface Draft {
  to: string;
  body: string;
  links: string[];
  number: PhoneNumber | null;
  service: Service | null;
}

/** POST Messages.json: takes a text to be sent, or says why not. There is no key to tell a second one from the first. */
export function createMessage(method: Method): Answer {
  const { platform, account, form } = method;
  const { control, world } = platform;
  if (account.status !== "active") return refused(403, 20005, "Account is not active");
  const effect = REFUSAL_EFFECTS.find((name) => control.take(name));
  if (effect) return refused(...(REFUSALS[effect] as [number, number, string]));
  const draft: Draft = {
    to: form.get("To") ?? "",
    body: form.get("Body") ?? "",
    links: form.getAll("MediaUrl"),
    number: account.numbers.find(({ number }) => number === form.get("From")) ?? null,
    service: account.services.find(({ sid }) => sid === form.get("MessagingServiceSid")) ?? null,
  };
  const fault = checkSender(draft, form) ?? checkContent(draft) ?? checkPerson(method, draft);
  if (fault) return fault;
  if (control.take("transient")) return refused(500, 20500, "Internal Server Error");
  const message = queue(method, draft);
  world.messages.push(message);
  platform.changed();
  platform.statuses.follow(account, message);
  if (control.take("lost")) return refused(500, 20500, "Internal Server Error");
  // Queued, but nobody will hear of it: the caller's clock runs out.
  if (control.take("timeout")) return null;
  return ok(wire(message), 201);
}

function checkSender({ number, service }: Draft, form: URLSearchParams): Answer {
  if (!form.get("From") && !form.get("MessagingServiceSid")) return refused(400, 21603, "A 'From' phone number is required.");
  if (form.get("MessagingServiceSid") && !service) return refused(404, 20404, "The requested resource was not found");
  if (service && service.numbers.length === 0) return refused(400, 21703, "The Messaging Service does not have a phone number associated");
  if (!service && !number?.takesTexts)
    return refused(400, 21606, "The 'From' phone number provided is not a valid message-capable Twilio phone number for this destination");
  return null;
}

function checkContent({ to, body, links }: Draft): Answer {
  if (!NUMBER.test(to)) return refused(400, 21211, `Invalid 'To' Phone Number: ${to.slice(0, 8)}XXXX`);
  if (body === "" && links.length === 0) return refused(400, 21602, "Message body is required.");
  if (body.length > MAX_BODY) return refused(400, 21617, "The concatenated message body exceeds the 1600 character limit");
  if (links.length > MAX_MEDIA) return refused(400, 21623, "Number of media files exceeds allowed limit");
  if (links.some((link) => !URL.canParse(link) || !/^https?:$/.test(new URL(link).protocol))) return refused(400, 21620, "Invalid media URL(s)");
  return null;
}

function checkPerson({ platform: { world }, account }: Method, { to, number, service }: Draft): Answer {
  const sender = service?.sid ?? senderOf(account, number?.number ?? "");
  const hasOptedOut = world.people.some((person) => person.number === to && person.optedOut.includes(sender));
  return hasOptedOut ? refused(400, 21610, "Attempt to send to unsubscribed recipient") : null;
}

function queue({ platform: { world }, account, form }: Method, { to, body, links, number, service }: Draft): Message {
  // Whoever has written with one number of a pool goes on with that one.
  const sticky = service?.sticky[to] ?? service?.numbers[0];
  if (service && sticky) service.sticky[to] = sticky;
  return {
    sid: `${links.length > 0 ? "MM" : "SM"}${hex()}`,
    accountSid: account.sid,
    direction: "outbound",
    person: to,
    number: number?.number ?? sticky ?? "",
    serviceSid: service?.sid ?? null,
    body,
    at: now(world),
    status: "queued",
    statusCallback: form.get("StatusCallback") ?? undefined,
    media: [],
    links,
  };
}

function wire(message: Message): object {
  const { sid, accountSid, body, person, number, serviceSid, links, at } = message;
  const date = new Date(at).toUTCString().replace("GMT", "+0000");
  return {
    account_sid: accountSid,
    api_version: "2010-04-01",
    body,
    date_created: date,
    date_sent: null,
    date_updated: date,
    direction: "outbound-api",
    error_code: null,
    error_message: null,
    from: serviceSid ? null : number,
    messaging_service_sid: serviceSid,
    num_media: String(links.length),
    num_segments: String(segmentsOf(body)),
    price: null,
    price_unit: null,
    sid,
    status: serviceSid ? "accepted" : "queued",
    subresource_uris: { media: `/2010-04-01/Accounts/${accountSid}/Messages/${sid}/Media.json` },
    to: person,
    uri: `/2010-04-01/Accounts/${accountSid}/Messages/${sid}.json`,
  };
}
