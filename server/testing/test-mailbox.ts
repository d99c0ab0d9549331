import * as z from "zod";
import type { ChannelAdapter, InboundItem, OutboundMessage, Part, SendErrorKind } from "@/server/channels/contract";
import { SendError } from "@/server/channels/contract";
import { registerForTests } from "@/server/channels/registry";
import { createChannel } from "@/server/connections/create-channel";
import { receiveWebhook } from "@/server/intake/receive-webhook";
import { TEST_CONNECT, TEST_LOOK } from "@/server/testing/test-look";
import type { TestTenant } from "./factories";
import { toRequest } from "./make-test-channel";
import type { Given } from "./play-history";

/*
 * A mailbox without a mail server: what the rules and the database make of mails is tried with mails as an adapter reads them, through
 * the real intake, drain and sender.
 */

const credentials = z.object({ address: z.string() });

/** What left, in order; and how the next sends end instead. */
export const outbox: { sent: OutboundMessage[]; failures: SendErrorKind[] } = { sent: [], failures: [] };

const adapter: ChannelAdapter<z.output<typeof credentials>> = {
  kind: "email",
  title: "E-mail",
  webhook: "channel",
  ...TEST_LOOK,
  connect: TEST_CONNECT,
  apiUrl: "",
  credentials,
  accountId: ({ address }) => address.toLowerCase(),
  capabilities: {
    text: { max: 100_000, unit: "utf16", formatting: "html" },
    attachments: { file: { maxBytes: 20_000_000 } },
    maxAttachments: 20,
    window: null,
    canStart: true,
    receipts: { delivered: true, read: true },
    replyTo: true,
    edit: false,
    unsend: false,
    reactions: false,
    typing: { inbound: false, outbound: false },
    buttons: 0,
    mail: true,
    idempotentSend: false,
  },
  inbound: {
    verify: () => ({ kind: "ok" }),
    normalise: ({ rawBody }) => JSON.parse(new TextDecoder().decode(rawBody)) as InboundItem[],
    answer: (_request, { kind }) => ({ status: kind === "stored" ? 200 : 400, body: kind }),
  },
  outbound: {
    cleanHtml: (html) => html.replace(/<script.*?<\/script>/gs, ""),
    // A form feed parts a message: no mail needs that, but the sender must know it.
    render: (message): Part[] => (message.text ?? "").split("\f").map((text) => ({ body: { message: { ...message, text } } })),
    async send({ part }) {
      const message = part.body.message as OutboundMessage;
      outbox.sent.push(message);
      const failure = outbox.failures.shift();
      if (failure) throw new SendError(failure, "as the test asked", { retryable: false });
      return { externalIds: message.mail?.messageId ? [message.mail.messageId] : [] };
    },
  },
};

export interface TestMailbox {
  channelId: string;
  /** These mails are in the mailbox now. */
  receive(mails: Given[]): Promise<void>;
}

/** A mailbox of the tenant's own, connected by the real use case. */
export async function makeMailbox(tenant: TestTenant, address: string): Promise<TestMailbox> {
  registerForTests(adapter);
  const { channelId } = await tenant.door((scope) => createChannel(scope, { kind: "email", name: "Acme Support", credentials: { address } }));
  return { channelId, receive: (mails) => receive(channelId, mails) };
}

async function receive(channelId: string, mails: Given[]): Promise<void> {
  const items = mails.map(({ dedupKey, thread = null, at, event }) => ({ account: null, thread, dedupKey, providerAt: at?.toISOString() ?? null, event }));
  const url = `http://localhost:3000/api/webhooks/email/${channelId}`;
  const rawBody = new TextEncoder().encode(JSON.stringify(items));
  const response = await receiveWebhook(toRequest({ method: "POST", url, query: {}, headers: { "content-type": "application/json" }, rawBody }));
  if (response.status !== 200) throw new Error(`the mailbox refused: ${response.status} ${await response.text()}`);
}
