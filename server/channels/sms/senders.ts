import type * as z from "zod";
import { type ChannelConfig, SendError, type Transport } from "@/server/channels/contract";
import {
  type AccountCredentials,
  isService,
  isShortCode,
  numbersSchema,
  type SmsCredentials,
  serviceSchema,
  servicesSchema,
  shortCodesSchema,
  sidSchema,
} from "./payload";
import { callTwilio, servicesUrl } from "./twilio-api";

type Access = Pick<ChannelConfig<SmsCredentials>, "apiUrl" | "credentials">;
type AccountAccess = Pick<ChannelConfig<AccountCredentials>, "apiUrl" | "credentials">;

// The most that Twilio's lists give at once: twilio.com/docs/usage/requests-to-twilio, "Paging", read 2026-11-21.
const PAGE = 1000;

/** What we send from, as Twilio has it: a number of the account, a short code, or a Messaging Service with a pool of numbers. */
export interface Sender {
  /** Where it is changed. */
  path: string;
  kind: "number" | "service";
  name: string;
  takesTexts: boolean;
  /** Where Twilio brings what people write to it now; "" for nowhere. */
  address: string;
}

/** Null when the account has no such sender (any more). Throws SendError. */
export async function findSender(access: Access, transport: Transport): Promise<Sender | null> {
  const { from } = access.credentials;
  if (isService(from)) return findService(access, transport);
  const numbers = isShortCode(from) ? await listShortCodes(access, from, transport) : await listNumbers(access, from, transport);
  return numbers.find(({ number }) => number === from)?.sender ?? null;
}

async function findService(access: Access, transport: Transport): Promise<Sender | null> {
  const path = `${servicesUrl(access.apiUrl)}/${access.credentials.from}`;
  const service = await callTwilio(access, { method: "GET", path, answer: serviceSchema }, transport).catch(unlessUnknown);
  return service && senderOf(path, service);
}

function senderOf(path: string, { friendly_name, inbound_request_url, use_inbound_webhook_on_number: defers }: z.output<typeof serviceSchema>): Sender {
  const name = friendly_name ? `${friendly_name} (Messaging Service)` : "Messaging Service";
  // One that defers to its numbers leaves ours unused.
  return { path, kind: "service", name, takesTexts: true, address: defers ? "" : (inbound_request_url ?? "") };
}

interface Listed {
  /** As credentials name it: the number, or a service's SID. */
  number: string;
  sender: Sender;
}

/** All that the account may send from: numbers, short codes, services. Throws SendError. */
export async function listSenders(access: AccountAccess, transport: Transport): Promise<Listed[]> {
  const path = `${servicesUrl(access.apiUrl)}?PageSize=${PAGE}`;
  const { services } = await callTwilio(access, { method: "GET", path, answer: servicesSchema }, transport);
  return [
    ...(await listNumbers(access, null, transport)),
    ...(await listShortCodes(access, null, transport)),
    ...services.map((service) => ({ number: service.sid, sender: senderOf(`${servicesUrl(access.apiUrl)}/${service.sid}`, service) })),
  ];
}

/** The account's numbers; with `only` that one. Throws SendError. */
export async function listNumbers(access: AccountAccess, only: string | null, transport: Transport): Promise<Listed[]> {
  const query = only ? `?PhoneNumber=${encodeURIComponent(only)}` : `?PageSize=${PAGE}`;
  const found = await callTwilio(access, { method: "GET", path: `/IncomingPhoneNumbers.json${query}`, answer: numbersSchema }, transport);
  return found.incoming_phone_numbers.map(({ sid, phone_number: number, friendly_name, sms_url, capabilities }) => {
    const path = `/IncomingPhoneNumbers/${sid}.json`;
    return { number, sender: { path, kind: "number", name: nameOf(number, friendly_name), takesTexts: capabilities?.sms !== false, address: sms_url ?? "" } };
  });
}

async function listShortCodes(access: AccountAccess, only: string | null, transport: Transport): Promise<Listed[]> {
  const path = `/SMS/ShortCodes.json?${only ? `ShortCode=${only}` : `PageSize=${PAGE}`}`;
  const { short_codes } = await callTwilio(access, { method: "GET", path, answer: shortCodesSchema }, transport);
  return short_codes.map(({ sid, short_code: number, friendly_name, sms_url }) => {
    const sender: Sender = {
      path: `/SMS/ShortCodes/${sid}.json`,
      kind: "number",
      name: nameOf(number, friendly_name),
      takesTexts: true,
      address: sms_url ?? "",
    };
    return { number, sender };
  });
}

/** Twilio calls a number by its digits until somebody names it. */
function nameOf(number: string, given: string | undefined): string {
  return given && given.replace(/\D/g, "") !== number.replace(/\D/g, "").slice(-10) && given !== number ? `${given} (${number})` : number;
}

/** Tells Twilio where to bring what people write to it; "" takes the address away. Throws SendError. */
export async function setAddress(access: Access, { sender, address }: { sender: Sender; address: string }, transport: Transport): Promise<void> {
  const form: Record<string, string> =
    sender.kind === "service"
      ? { InboundRequestUrl: address, InboundMethod: "POST", FallbackUrl: address, UseInboundWebhookOnNumber: "false" }
      : // A number's StatusCallback is that of calls. Of texts we ask it with every message.
        { SmsUrl: address, SmsMethod: "POST", SmsFallbackUrl: address, SmsFallbackMethod: "POST" };
  await callTwilio(access, { method: "POST", path: sender.path, form: Object.entries(form), answer: sidSchema }, transport);
}

function unlessUnknown(error: unknown): null {
  if (error instanceof SendError && ["20404", "http-404"].includes(error.code ?? "")) return null;
  throw error;
}
