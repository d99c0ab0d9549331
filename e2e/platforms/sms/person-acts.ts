import type { Platform } from "./platform";
import { type Account, hex, type Message, now, type Person, type PhoneNumber, type Service, segmentsOf, senderOf } from "./world";

interface GivenFile {
  name: string;
  type: string;
  base64: string;
}

/** What a person writes. */
export interface Written {
  text?: string;
  photo?: GivenFile;
  photos?: GivenFile[];
  /** Writes to a number of the account's pool. */
  isToPool?: boolean;
}

export interface Act {
  account: Account;
  person: Person;
}

const STOP_WORDS = ["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"];
const START_WORDS = ["START", "YES", "UNSTOP"];

/** A person's text; Twilio takes note of STOP and START itself, answers them, and tells the webhook all the same. */
export async function write(platform: Platform, { account, person }: Act, written: Written): Promise<Message> {
  const target = targetOf(account, written);
  const files = written.photos ?? (written.photo ? [written.photo] : []);
  const media = files.map(({ name, type, base64 }) => {
    const sid = `ME${hex()}`;
    platform.files.set(sid, Buffer.from(base64, "base64"));
    return { sid, type, name };
  });
  const message: Message = {
    sid: `${media.length > 0 ? "MM" : "SM"}${hex()}`,
    accountSid: account.sid,
    direction: "inbound",
    person: person.number,
    number: target.number,
    serviceSid: target.service?.sid ?? null,
    body: written.text ?? "",
    at: now(platform.world),
    status: "received",
    media,
    links: [],
    isTaken: false,
  };
  platform.world.messages.push(message);
  if (target.service) target.service.sticky[person.number] = target.number;
  const optOut = noteConsent(platform, { account, person, message });
  platform.changed();
  message.isTaken = await deliver(platform, account, { message, target, optOut });
  platform.changed();
  return message;
}

interface Target {
  number: string;
  service: Service | null;
  url: string;
  fallbackUrl: string;
}

/** A number in a pool brings its texts to the pool's address, unless the pool defers to it. */
function targetOf(account: Account, { isToPool }: Written): Target {
  const own = account.numbers[0] as PhoneNumber;
  const service = isToPool ? account.services[0] : undefined;
  if (!service) return { number: own.number, service: null, url: own.smsUrl, fallbackUrl: own.smsFallbackUrl };
  return { number: service.numbers[0] ?? "", service, url: service.defersToNumber ? "" : service.inboundUrl, fallbackUrl: service.fallbackUrl };
}

function noteConsent(platform: Platform, { account, person, message }: Act & { message: Message }): "STOP" | "START" | null {
  const word = message.body.trim().toUpperCase();
  const sender = senderOf(account, message.number);
  const isStop = STOP_WORDS.includes(word);
  if (!isStop && !START_WORDS.includes(word)) return null;
  person.optedOut = person.optedOut.filter((one) => one !== sender).concat(isStop ? [sender] : []);
  const body = isStop
    ? "You have successfully been unsubscribed. You will not receive any more messages from this number. Reply START to resubscribe."
    : "You have successfully been re-subscribed to messages from this number. Reply STOP to unsubscribe.";
  platform.world.messages.push({ ...message, sid: `SM${hex()}`, direction: "platform", body, media: [], status: "delivered" });
  return isStop ? "STOP" : "START";
}

async function deliver(platform: Platform, account: Account, given: { message: Message; target: Target; optOut: string | null }): Promise<boolean> {
  const { control } = platform;
  const { url, fallbackUrl } = given.target;
  const params = paramsOf(platform, given);
  const call = { account, url, fallbackUrl, params, isSecondary: control.take("secondary") };
  const isTaken = await platform.webhooks.post(call);
  // As when our answer was lost on its way to them.
  return control.take("double") ? platform.webhooks.post(call) : isTaken;
}

function paramsOf(platform: Platform, { message, optOut }: { message: Message; optOut: string | null }): Record<string, string> {
  const { sid, accountSid, person, number, body, media, serviceSid } = message;
  const place = (side: string) => ({ [`${side}Country`]: "US", [`${side}State`]: "CA", [`${side}City`]: "SAN FRANCISCO", [`${side}Zip`]: "" });
  const base = `${platform.baseUrl()}/2010-04-01/Accounts/${accountSid}/Messages/${sid}/Media`;
  return {
    ...place("To"),
    ...place("From"),
    SmsMessageSid: sid,
    SmsSid: sid,
    MessageSid: sid,
    AccountSid: accountSid,
    From: person,
    To: number,
    Body: body,
    NumMedia: String(media.length),
    NumSegments: String(segmentsOf(body)),
    SmsStatus: "received",
    ApiVersion: "2010-04-01",
    ...Object.fromEntries(
      media.flatMap((one, index) => [
        [`MediaUrl${index}`, `${base}/${one.sid}`],
        [`MediaContentType${index}`, one.type],
      ]),
    ),
    ...(optOut && serviceSid ? { OptOutType: optOut } : {}),
    ...(serviceSid ? { MessagingServiceSid: serviceSid } : {}),
    // They come without notice.
    ...(platform.control.take("new-field") ? { AddOns: '{"status":"successful"}', Zeta: "" } : {}),
  };
}
