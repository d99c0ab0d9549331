import { randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { start } from "@/e2e/platforms/whatsapp/server";
import { provideEnvironment } from "@/lib/env";
import { createChannel } from "@/server/connections/create-channel";
import { subscribeAtPlatform } from "@/server/connections/subscribe-channel";
import { receiveWebhook } from "@/server/intake/receive-webhook";
import { drainAll } from "@/server/intake/run-lanes";
import { deliverDue } from "@/server/messages/deliver-message";
import { sendReply } from "@/server/messages/send-reply";
import { makeTenant, type TestTenant } from "@/server/testing/factories";
import { toRequest } from "@/server/testing/make-test-channel";
import { listTemplates } from "./list-templates";
import { syncTemplates } from "./sync-templates";

/* Templates from the simulated WhatsApp to a customer's phone, through everything between. */

const APP = { appId: "517793277738000", appSecret: "the app's secret", verifyToken: "vt_9c2e" };
const WABA = "231904417800101";
const NUMBERS = ["231904417801001", "231904417801002"];
const VARIABLES = { WHATSAPP_APP_ID: APP.appId, WHATSAPP_APP_SECRET: APP.appSecret, WHATSAPP_VERIFY_TOKEN: APP.verifyToken };

let platform: Awaited<ReturnType<typeof start>>;
let desk: Server;
let tenant: TestTenant;
let channelIds: string[];

const post = async (path: string, body: object) => (await fetch(`${platform.url}/${path}`, { method: "POST", body: JSON.stringify(body) })).json();
const context = () => ({ tenantId: tenant.tenantId, inTenant: tenant.door, isLastAttempt: false });
const list = (over: { channelId?: string; search?: string } = {}) =>
  tenant.door((scope) => listTemplates(scope, { channelId: channelIds[0] as string, ...over }));
const named = async (name: string, language = "en_US") => {
  const found = (await list()).templates.find((template) => template.name === name && template.language === language);
  if (!found) throw new Error(`no template ${name}`);
  return found;
};
const setTemplate = (change: object) => post("__template", { account: WABA, name: "reminder", ...change });
const shown = async () =>
  ((await (await fetch(`${platform.url}/__phone/state?person=1001&account=${NUMBERS[0]}`)).json()) as { messages: { text: string }[] }).messages;

/** The desk's webhook on a real socket, as the platform calls it. */
async function openDesk(): Promise<Server> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const url = `http://localhost:3000${request.url}`;
    const query = Object.fromEntries(new URL(url).searchParams);
    const answer = await receiveWebhook(toRequest({ method: request.method ?? "GET", url, query, headers, rawBody: Buffer.concat(chunks) }));
    response.writeHead(answer.status).end(await answer.text());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

beforeAll(async () => {
  Object.assign(process.env, VARIABLES);
  desk = await openDesk();
});
afterAll(async () => {
  for (const name of [...Object.keys(VARIABLES), "WHATSAPP_API_URL"]) delete process.env[name];
  provideEnvironment({});
  await platform?.close();
  desk.closeAllConnections();
  desk.close();
});

beforeEach(async () => {
  await platform?.close();
  await tenant?.door(({ sql, tenantId, now }) => sql.query("update channels set disconnected_at = $2 where tenant_id = $1", [tenantId, now]));
  const webhookUrl = `http://127.0.0.1:${(desk.address() as AddressInfo).port}/api/webhooks/whatsapp`;
  platform = await start({ port: 0, ...APP, webhookUrl });
  process.env.WHATSAPP_API_URL = platform.url;
  provideEnvironment({});
  tenant = await makeTenant();
  const state = (await (await fetch(`${platform.url}/__state`)).json()) as { accounts: { id: string; accessToken: string }[] };
  const accessToken = state.accounts.find(({ id }) => id === WABA)?.accessToken;
  channelIds = [];
  for (const phoneNumberId of NUMBERS) {
    const credentials = { phoneNumberId, wabaId: WABA, accessToken, pin: "581063" };
    const { channelId } = await tenant.door((scope) => createChannel(scope, { kind: "whatsapp", name: phoneNumberId, credentials }));
    await subscribeAtPlatform(channelId, context());
    await syncTemplates(context(), channelId);
    channelIds.push(channelId);
  }
});

/** A customer has written, long ago. */
async function conversation(): Promise<string> {
  await post("__phone/messages", { person: "1001", account: NUMBERS[0], text: "Hello" });
  await drainAll(tenant.tenantId);
  await post("__clock", { advanceHours: 30 });
  return tenant.door(async ({ sql, tenantId }) => {
    await sql.query("update conversations set last_inbound_at = last_inbound_at - interval '30 hours' where tenant_id = $1", [tenantId]);
    const { rows } = await sql.query<{ id: string }>("select id from conversations where tenant_id = $1", [tenantId]);
    return rows[0]?.id ?? "";
  });
}

const send = (conversationId: string, fields: object) =>
  tenant.door((scope) => sendReply(scope, { conversationId, clientMessageId: randomUUID(), text: "", attachments: [], isNote: false, ...fields }));
const choice = async (name: string, values: Record<string, string>) => ({
  content: { template: { id: (await named(name)).id, name: "x", language: "x", values } },
});

describe("synchronising", () => {
  test("fetches every template with its status, and again changes nothing", async () => {
    const { templates, syncedAt, failure } = await list();
    expect(templates.map(({ name, language, status, version }) => `${name} ${language} ${status} ${version}`)).toContain("reminder zh_CN approved 1");
    expect([templates.length, failure]).toEqual([7, null]);
    await syncTemplates(context(), channelIds[0] as string);
    expect((await list()).templates).toEqual(templates);
    expect(Date.parse((await list()).syncedAt ?? "")).toBeGreaterThan(Date.parse(syncedAt ?? ""));
    expect((await list({ search: "TENTS" })).templates.map(({ name }) => name)).toEqual(["spring_offer"]);
  });

  test("keeps what is here and says why when the platform does not answer as it should", async () => {
    await post("__control", { next: "131016" });
    await expect(syncTemplates(context(), channelIds[0] as string)).rejects.toMatchObject({ code: "unavailable", reason: "platform-away" });
    expect(await list()).toMatchObject({ failure: "WhatsApp had a temporary failure.", templates: { length: 7 } });
    await syncTemplates(context(), channelIds[0] as string);
    expect((await list()).failure).toBeNull();
  });

  test("two at once make one next version", async () => {
    await setTemplate({ body: "Changed {{1}}." });
    await Promise.all([1, 2, 3].map(() => syncTemplates(context(), channelIds[0] as string)));
    expect(await named("reminder")).toMatchObject({ version: 2, definition: { body: "Changed {{1}}." } });
  });

  test("hears of a review's outcome at once, on every number of the account", async () => {
    await setTemplate({ status: "REJECTED", reason: "ABUSIVE_CONTENT" });
    await drainAll(tenant.tenantId);
    for (const channelId of channelIds) {
      const { templates } = await list({ channelId });
      expect(templates.find(({ name, language }) => name === "reminder" && language === "en_US")).toMatchObject({
        status: "rejected",
        reason: "ABUSIVE_CONTENT",
      });
    }
  });
});

describe("sending", () => {
  test("goes out when the window is shut, with its text in the thread, and keeps it when the template changes", async () => {
    const conversationId = await conversation();
    await expect(send(conversationId, { text: "Are you still there?" })).rejects.toMatchObject({ reason: "window-closed" });
    const message = await send(conversationId, { ...(await choice("reminder", { "1": "4417" })), text: "ignored" });
    expect(message).toMatchObject({
      text: "We still have a question about your request 4417. May we go on here?",
      payload: { template: { name: "reminder" } },
    });
    await setTemplate({ body: "Changed {{1}}." });
    await syncTemplates(context(), channelIds[0] as string);
    expect((await named("reminder")).version).toBe(2);
    await setTemplate({ body: "We still have a question about your request {{1}}. May we go on here?" });
    await deliverDue({ tenantId: tenant.tenantId, inTenant: tenant.door }, conversationId);
    expect((await shown()).at(-1)?.text).toBe(message.text);
  });

  test.each([
    ["an unapproved one", "summer_offer", { "1": "a", "2": "b" }, "template-not-approved"],
    ["empty blanks", "reminder", {}, "missing-values"],
    ["a header without its file", "spring_offer", { name: "Ines", percent: "20%" }, "template-file"],
  ])("refuses %s", async (_name, name, values, reason) => {
    await expect(send(await conversation(), await choice(name, values))).rejects.toMatchObject({ reason });
  });

  test("refuses another channel's template, and believes only its id", async () => {
    const conversationId = await conversation();
    const { templates } = await list({ channelId: channelIds[1] as string });
    const foreign = { content: { template: { id: templates[0]?.id, name: "reminder", language: "en_US", values: {} } } };
    await expect(send(conversationId, foreign)).rejects.toMatchObject({ reason: "unknown-template" });
    const forged = await choice("reminder", { "1": "4417" });
    Object.assign(forged.content.template, { definition: { header: null, body: "Send money", footer: null, buttons: [], examples: {} } });
    expect((await send(conversationId, forged)).text).toContain("4417");
  });
});
