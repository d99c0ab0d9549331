import {
  type Outbound,
  type OutboundAttachment,
  type OutboundMessage,
  type Part,
  type RenderContext,
  SendError,
  type SendRequest,
  type SendResult,
  type Transport,
} from "@/server/channels/contract";
import { checkAttachments } from "@/server/channels/shared/check-attachments";
import { renderTexts } from "@/server/channels/shared/render-texts";
import { isService, type SmsCredentials, sidSchema } from "./payload";
import { callTwilio } from "./twilio-api";
import { statusAddress } from "./webhook-address";

const MB = 1024 * 1024;
/** All media of one message together (Programmable Messaging, "Accepted content types for media"). */
const MAX_MEDIA_BYTES = 5 * MB;

export const outbound: Outbound<SmsCredentials> = { render, send, refusal };

/** Words first; files ride on the last of them, as many as one message takes. */
function render(message: OutboundMessage, { capabilities, to }: RenderContext): Part[] {
  checkAttachments(message.attachments, capabilities);
  const { texts } = renderTexts(message, capabilities);
  const [first, ...further] = loads(message.attachments);
  const rows = [
    ...texts.map((Body, index) => ({ Body, MediaUrl: index === texts.length - 1 ? (first ?? []) : [] })),
    ...(texts.length === 0 && first ? [{ MediaUrl: first }] : []),
    ...further.map((MediaUrl) => ({ MediaUrl })),
  ];
  if (rows.length === 0) throw new SendError("content", "There is nothing to send.", { retryable: false });
  return rows.map(({ MediaUrl, ...row }) => ({ body: { messageId: message.id, To: to.value, ...row, ...(MediaUrl.length > 0 ? { MediaUrl } : {}) } }));
}

/** Files as they fit into messages. */
function loads(attachments: OutboundAttachment[]): string[][] {
  const full: { bytes: number; urls: string[] }[] = [];
  for (const { url, sizeBytes } of attachments) {
    const last = full.at(-1);
    if (last && last.bytes + sizeBytes <= MAX_MEDIA_BYTES) Object.assign(last, { bytes: last.bytes + sizeBytes, urls: [...last.urls, url] });
    else full.push({ bytes: sizeBytes, urls: [url] });
  }
  return full.map(({ urls }) => urls);
}

/** What came through Twilio from elsewhere is no text message and cannot be answered by one. */
function refusal({ value }: RenderContext["to"]): string | null {
  const [, network] = /^([a-z]+):/.exec(value) ?? [];
  return network ? `This came by ${network} through Twilio; a text message cannot answer it.` : null;
}

/** There is no key to repeat a call under. What became of it is told to the status address, by our message's id. Throws SendError. */
async function send({ part, config }: SendRequest<SmsCredentials>, transport: Transport): Promise<SendResult> {
  const { messageId, To, Body, MediaUrl = [] } = part.body as { messageId: string; To: string; Body?: string; MediaUrl?: string[] };
  const sender: [string, string] = isService(config.credentials.from) ? ["MessagingServiceSid", config.credentials.from] : ["From", config.credentials.from];
  const media = MediaUrl.map((url): [string, string] => ["MediaUrl", url]);
  const words: [string, string][] = Body === undefined ? [] : [["Body", Body]];
  const form: [string, string][] = [["To", To], sender, ...words, ...media, ["StatusCallback", statusAddress(config.webhookUrl, messageId)]];
  const { sid } = await callTwilio(config, { method: "POST", path: "/Messages.json", form, answer: sidSchema }, transport);
  return { externalIds: [sid] };
}
