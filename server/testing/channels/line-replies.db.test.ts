import { randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { start } from "@/e2e/platforms/line/server";
import { provideEnvironment } from "@/lib/env";
import { SYSTEM } from "@/server/access/actor";
import { createChannel } from "@/server/connections/create-channel";
import { inTenant } from "@/server/db/in-tenant";
import { acceptWebhook } from "@/server/intake/receive-webhook";
import { drainAll } from "@/server/intake/run-lanes";
import { deliverDue } from "@/server/messages/deliver-message";
import { sendReply } from "@/server/messages/send-reply";
import { makeTenant, type TestTenant } from "@/server/testing/factories";

/* LINE's reply token on its whole way: with the customer's message in, beside the conversation, and with the answer out. */

const HARUTO = "U4af4980629e7c1b2d3e4f5a6b7c8d9e0";

interface State {
  accounts: { channelId: string; quota: { used: number } }[];
  chats: Record<string, { messages: { from: string; text: string; quoteToken?: string; wire?: { quoteToken?: string; sender?: { name: string } } }[] }>;
}

let platform: Awaited<ReturnType<typeof start>>;
let web: Server;
let tenant: TestTenant;
let account: { channelId: string; channelSecret: string };

const local = async (path: string, body: object) => (await fetch(`${platform.url}/${path}`, { method: "POST", body: JSON.stringify(body) })).json();
const state = async () => (await (await fetch(`${platform.url}/__state`)).json()) as State;
const pushes = async () => (await state()).accounts.find(({ channelId }) => channelId === account.channelId)?.quota.used;
const chat = async () => (await state()).chats[`${account.channelId}:${HARUTO}`]?.messages ?? [];
const answers = async () => (await chat()).filter(({ from }) => from === "account");

beforeAll(async () => {
  platform = await start({ port: 0, appSecret: "seed", isLocalAllowed: true });
  process.env.LINE_API_URL = platform.url;
  provideEnvironment({});
  web = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const body = Promise.resolve(Buffer.concat(chunks));
    const { status, body: said } = await acceptWebhook({ method: "POST", path: request.url ?? "/", headers, body });
    response.writeHead(status).end(said);
  });
  await new Promise<void>((resolve) => web.listen(0, "127.0.0.1", resolve));
});

afterAll(async () => {
  web.closeAllConnections();
  await new Promise((resolve) => web.close(resolve));
  await platform.close();
  delete process.env.LINE_API_URL;
  provideEnvironment({});
});

beforeEach(async () => {
  tenant = await makeTenant();
  account = (await local("__phone/accounts", { name: "Shop" })) as typeof account;
  const credentials = { channelId: account.channelId, channelSecret: account.channelSecret };
  const { channelId } = await tenant.door((scope) => createChannel(scope, { kind: "line", name: "Shop", credentials, verify: true }));
  const endpoint = `http://127.0.0.1:${(web.address() as AddressInfo).port}/api/webhooks/line/${channelId}`;
  await local("__account", { account: account.channelId, endpoint });
});

async function write(text: string): Promise<void> {
  await local("__phone/messages", { person: HARUTO, account: account.channelId, text });
  await drainAll(tenant.tenantId);
}

async function reply(text: string, over: { replyToId?: string } = {}): Promise<string> {
  const conversation = await tenant.door((scope) => scope.db.conversation.findFirstOrThrow());
  const input = { conversationId: conversation.id, clientMessageId: randomUUID(), text, attachments: [], isNote: false, ...over };
  const { id } = await tenant.door((scope) => sendReply(scope, input));
  await deliverDue({ tenantId: tenant.tenantId, inTenant: (fn) => inTenant(tenant.tenantId, SYSTEM, fn) }, conversation.id);
  return (await tenant.door((scope) => scope.db.delivery.findFirstOrThrow({ where: { messageId: id } }))).status;
}

test("the first answer costs nothing, the next is counted, and the customer's next word makes one free again", async () => {
  await write("Where is my order?");
  expect([await reply("On its way"), await pushes()]).toEqual(["sent", 0]);
  expect([await reply("It arrives on Tuesday"), await pushes()]).toEqual(["sent", 1]);
  await write("Thank you");
  expect([await reply("You are welcome"), await pushes()]).toEqual(["sent", 1]);
  expect((await answers()).map(({ text }) => text)).toEqual(["On its way", "It arrives on Tuesday", "You are welcome"]);
});

test("the customer reads who answered, unless LINE refuses the name: then the words come under the account's", async () => {
  await write("Hello");
  expect([await reply("Good morning"), await pushes()]).toEqual(["sent", 0]);
  await tenant.door((scope) => scope.sql.query("update agents set name = 'Official Maya'"));
  await write("Are you there?");
  expect([await reply("I am"), await pushes()]).toEqual(["sent", 0]);
  expect((await answers()).map(({ text, wire }) => [text, wire?.sender?.name])).toEqual([
    ["Good morning", "Maya Lindqvist"],
    ["I am", undefined],
  ]);
});

test("an answer that quotes carries the token that the quoted message came with", async () => {
  await write("Boots or shoes?");
  const asked = await tenant.door((scope) => scope.db.message.findFirstOrThrow({ where: { kind: "inbound" } }));
  expect(await reply("This one", { replyToId: asked.id })).toBe("sent");
  const [question, answer] = await chat();
  expect([answer?.wire?.quoteToken, answer?.wire?.quoteToken === undefined]).toEqual([question?.quoteToken, false]);
});

test("an answer by token that nobody acknowledged is not sent again another way", async () => {
  await write("Hello?");
  await local("__control", { next: "lost" });
  expect([await reply("Once"), await pushes()]).toEqual(["unknown", 0]);
  expect(await answers()).toHaveLength(1);
});
