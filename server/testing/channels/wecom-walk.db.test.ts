import { randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { start } from "@/e2e/platforms/wecom/server";
import { provideEnvironment } from "@/lib/env";
import { SYSTEM } from "@/server/access/actor";
import { checkTenantChannels } from "@/server/connections/check-channels";
import { createChannel } from "@/server/connections/create-channel";
import { decryptCredentials } from "@/server/connections/credentials";
import { pollChannel } from "@/server/connections/poll-channel.job";
import { jobsPool } from "@/server/db/client";
import { inTenant } from "@/server/db/in-tenant";
import { acceptWebhook } from "@/server/intake/receive-webhook";
import { drainAll } from "@/server/intake/run-lanes";
import type { JobContext } from "@/server/jobs/define-job";
import { deliverDue } from "@/server/messages/deliver-message";
import { sendReply } from "@/server/messages/send-reply";
import { makeTenant, type TestTenant } from "@/server/testing/factories";

/* WeCom on the whole way: a callback without content in, pages fetched, answers out, and what becomes of them later. */

const CORP = "ww7c41d0a95e3b2f01";
const [FIRST, SECOND] = ["wkBfHwAAAA7c41d0a95e3b2f010000A1", "wkBfHwAAAA7c41d0a95e3b2f010000A2"];

let platform: Awaited<ReturnType<typeof start>>;
let web: Server;
let tenant: TestTenant;
let context: JobContext;
let person: string;

const local = async (path: string, body: object) =>
  (await (await fetch(`${platform.url}/${path}`, { method: "POST", body: JSON.stringify(body) })).json()) as object;
const phone = (path: string, body: object, account = FIRST) => local(`__phone/${path}`, { person, account, ...body });

beforeAll(async () => {
  web = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const call = { method: request.method ?? "GET", path: request.url ?? "/", headers, body: Promise.resolve(Buffer.concat(chunks)) };
    const { status, body } = await acceptWebhook(call);
    response.writeHead(status).end(body);
  });
  await new Promise<void>((resolve) => web.listen(0, "127.0.0.1", resolve));
});

afterAll(async () => {
  web.closeAllConnections();
  await new Promise((resolve) => web.close(resolve));
  delete process.env.WECOM_API_URL;
  provideEnvironment({});
});

/** Two accounts of one corporation in one workspace; WeCom calls the address of the first for both. */
beforeEach(async () => {
  platform = await start({ port: 0, appId: "", appSecret: "", verifyToken: "" });
  process.env.WECOM_API_URL = platform.url;
  provideEnvironment({});
  tenant = await makeTenant();
  context = { tenantId: tenant.tenantId, inTenant: (fn) => inTenant(tenant.tenantId, SYSTEM, fn), attempt: 0, isLastAttempt: false, actor: SYSTEM };
  ({ id: person } = (await local("__phone/people", { name: "林小雨" })) as { id: string });
  const { corps } = (await (await fetch(`${platform.url}/__state`)).json()) as { corps: { secret: string }[] };
  const connect = (openKfId: string) =>
    tenant.door((scope) => {
      const credentials = { corpId: CORP, secret: corps[0]?.secret, openKfId };
      return createChannel(scope, { kind: "wecom", name: openKfId, credentials, method: "token", verify: true });
    });
  const { channelId } = await connect(FIRST ?? "");
  await connect(SECOND ?? "");
  const { credentials } = await tenant.door((scope) => scope.db.channel.findFirstOrThrow({ where: { id: channelId } }));
  const { token, encodingAesKey: aesKey } = decryptCredentials(Buffer.from(credentials)) as Record<string, string>;
  const url = `http://127.0.0.1:${(web.address() as AddressInfo).port}/api/webhooks/wecom/${channelId}`;
  expect(await local("__console", { corp: CORP, url, token, aesKey })).toEqual({ ok: true });
  return async () => {
    // An account is connected once in the world; the next test has the same.
    await tenant.door((scope) => scope.db.channel.updateMany({ data: { disconnectedAt: new Date() } }));
    await platform.close();
  };
});

/** What the worker would do: the polls that were asked for, and what they have brought. */
async function work(): Promise<void> {
  await drainAll(tenant.tenantId);
  const { rows } = await jobsPool().query<{ payload: { payload: unknown } }>(
    `select j.payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
      where t.identifier = 'poll-channel' and j.payload->>'tenantId' = $1 order by j.id`,
    [tenant.tenantId],
  );
  for (const { payload } of rows) await pollChannel.run(pollChannel.payload.parse(payload.payload), context);
  await drainAll(tenant.tenantId);
}

async function write(text: string, account = FIRST): Promise<void> {
  await phone("messages", { text }, account);
  await work();
}

const conversations = () => tenant.door((scope) => scope.db.conversation.findMany({ orderBy: { number: "asc" } }));

async function reply(text: string): Promise<string> {
  const [conversation] = await conversations();
  const input = { conversationId: conversation?.id ?? "", clientMessageId: randomUUID(), text, attachments: [], isNote: false };
  const { id } = await tenant.door((scope) => sendReply(scope, input));
  await deliverDue(context, input.conversationId);
  return id;
}

const delivery = (messageId: string) =>
  tenant.door((scope) => scope.db.delivery.findFirstOrThrow({ where: { messageId }, select: { status: true, code: true } }));
const refusal = (sent: Promise<unknown>) =>
  sent.then(
    () => null,
    (error: { reason?: string }) => error.reason,
  );

test("one address serves all accounts of a corporation, and a customer of both is one person", async () => {
  await write("售前问题");
  await write("售后问题", SECOND);
  const channels = await tenant.door((scope) => scope.db.channel.findMany());
  const accountOf = (channelId: string) => channels.find(({ id }) => id === channelId)?.accountId;
  expect((await conversations()).map(({ channelId }) => accountOf(channelId))).toEqual([FIRST, SECOND]);
  expect(await tenant.door((scope) => scope.db.contact.count())).toBe(1);
});

test("what a lost callback would have announced comes by the clock", async () => {
  await local("__control", { next: "lose-callback" });
  await write("有人吗");
  expect(await conversations()).toEqual([]);
  await checkTenantChannels(context);
  await work();
  expect(await tenant.door((scope) => scope.db.message.findMany({ select: { text: true } }))).toEqual([{ text: "有人吗" }]);
});

test("an answer that was taken turns red when the customer refuses it, and nothing more is tried until they write", async () => {
  await write("你好");
  await phone("block", { isBlocked: true });
  const id = await reply("您好");
  await work();
  expect(await delivery(id)).toEqual({ status: "failed", code: "fail-10" });
  expect(await refusal(reply("在吗"))).toBe("window-closed");
  await phone("block", { isBlocked: false });
  await write("我在");
  expect(await delivery(await reply("好的"))).toMatchObject({ status: "sent" });
});

test("a colleague who takes over leaves us one word, and their own answers are told", async () => {
  await write("你好");
  await phone("colleague", { act: "take" });
  await phone("colleague", { act: "reply", text: "我是小李" });
  await work();
  expect(await delivery(await reply("同事马上为您服务"))).toMatchObject({ status: "sent" });
  expect(await refusal(reply("还有一句"))).toBe("no-sends-left");
  const said = await tenant.door((scope) => scope.db.message.findMany({ where: { kind: "outbound" }, orderBy: { seq: "asc" }, select: { text: true } }));
  expect(said).toEqual([{ text: "我是小李" }, { text: "同事马上为您服务" }]);
});
