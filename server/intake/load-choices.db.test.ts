import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { InboundItem } from "@/server/channels/contract";
import { createChannel } from "@/server/connections/create-channel";
import { sendReply } from "@/server/messages/send-reply";
import { makeTenant, type TestTenant } from "@/server/testing/factories";
import { type LocalPlatform, startLocalPlatform } from "@/server/testing/local-platform";
import { acceptWebhook } from "./receive-webhook";
import { drainAll } from "./run-lanes";

/* Buttons that went out as numbered lines, and what a customer answers to them. */

const ANA = { scope: "app", value: "ana" };
const BUTTONS = [
  { type: "reply" as const, title: "Pick up", value: "pickup" },
  { type: "reply" as const, title: "Bring it", value: "bring" },
];

let plain: LocalPlatform;
let rich: LocalPlatform;
let tenant: TestTenant;
beforeAll(async () => {
  plain = await startLocalPlatform("choicesplain", { buttons: 0 });
  rich = await startLocalPlatform("choicesrich", { buttons: 3 });
});
afterAll(() => Promise.all([plain.close(), rich.close()]));
beforeEach(async () => {
  tenant = await makeTenant();
});

/** A channel with a customer who has written. */
async function begin({ kind }: LocalPlatform) {
  const { channelId } = await tenant.door((s) => createChannel(s, { kind, name: "Shop", credentials: { account: randomUUID() }, verify: true }));
  const says = async (...texts: string[]) => {
    const items = texts.map((text): InboundItem => {
      const id = randomUUID();
      return { account: null, thread: ANA.value, dedupKey: id, providerAt: null, event: { type: "message", externalId: id, from: ANA, text, attachments: [] } };
    });
    const path = `/api/webhooks/${kind}/${channelId}`;
    const answer = await acceptWebhook({ method: "POST", path, headers: {}, body: Promise.resolve(Buffer.from(JSON.stringify(items))) });
    expect(answer.status).toBe(200);
    await drainAll(tenant.tenantId);
  };
  await says("Hello");
  const { id: conversationId } = await tenant.door((s) => s.db.conversation.findFirstOrThrow());
  const reply = (content?: { buttons: typeof BUTTONS }) =>
    tenant.door((s) => sendReply(s, { conversationId, clientMessageId: randomUUID(), text: "How?", attachments: [], isNote: false, split: true, content }));
  return { says, reply };
}

const heard = async (text: string) => {
  const message = await tenant.door((s) => s.db.message.findFirstOrThrow({ where: { kind: "inbound", text }, orderBy: { seq: "desc" } }));
  return message.payload;
};

test("a number or the words after numbered lines are the button, and the text stays as it was typed", async () => {
  const { says, reply } = await begin(plain);
  await reply({ buttons: BUTTONS });
  await says("2.", "pick up", "When?");
  expect(await heard("2.")).toEqual({ postback: { title: "Bring it", payload: "bring" } });
  expect(await heard("pick up")).toEqual({ postback: { title: "Pick up", payload: "pickup" } });
  expect(await heard("When?")).toBeNull();
});

test("it is no choice before buttons were offered, nor after our next answer", async () => {
  const { says, reply } = await begin(plain);
  await says("1");
  expect(await heard("1")).toBeNull();
  await reply({ buttons: BUTTONS });
  await reply();
  await says("2");
  expect(await heard("2")).toBeNull();
});

test("where the channel shows the buttons, a number is a number", async () => {
  const { says, reply } = await begin(rich);
  await reply({ buttons: BUTTONS });
  await says("1");
  expect(await heard("1")).toBeNull();
});
