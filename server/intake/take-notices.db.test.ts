import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import * as z from "zod";
import { provideEnvironment } from "@/lib/env";
import type { ChannelAdapter, Secrets } from "@/server/channels/contract";
import { registerForTests } from "@/server/channels/registry";
import { keyOf } from "@/server/channels/shared/webhook-key";
import { appTokens } from "@/server/connections/app-tokens";
import { channelConfig } from "@/server/connections/channel-config";
import { createChannel } from "@/server/connections/create-channel";
import { platformApp } from "@/server/connections/platform-app";
import { newId } from "@/server/db/ids";
import { makeTenant, type TestTenant } from "@/server/testing/factories";
import { TEST_LOOK } from "@/server/testing/test-look";
import { receiveWebhook } from "./receive-webhook";

const KIND = "notice-test";
const body = z.object({
  ticket: z.string().optional(),
  revoked: z.string().optional(),
  items: z.array(z.object({ account: z.string(), text: z.string() })).default([]),
});
const words = { en: "", "zh-CN": "" };

/** Both sorts of address, a secret in a header, and what a platform tells an app. */
const adapter: Pick<
  ChannelAdapter<{ account: string; secret: string }>,
  "kind" | "webhook" | "connect" | "credentials" | "accountId" | "inbound" | "platforms"
> = {
  kind: KIND,
  webhook: "either",
  platforms: { "notice-test-twin": "https://twin.example.test" },
  credentials: z.object({ account: z.string(), secret: z.string() }),
  accountId: (credentials) => credentials.account,
  connect: {
    methods: [
      { name: "token", how: "token", title: words, steps: [], fields: [] },
      { name: "oauth", how: "oauth", title: words, steps: [], authorizeUrl: () => "", exchange: async () => [] },
    ],
  },
  inbound: {
    verify: (request, secrets) =>
      secretsOf(secrets).includes(request.headers["x-secret"] ?? "") ? greet(request.query.greeting) : { kind: "refused", reason: "secret" },
    normalise: (request) =>
      body.parse(JSON.parse(new TextDecoder().decode(request.rawBody))).items.map(({ account, text }) => ({
        account,
        thread: "t",
        dedupKey: text,
        providerAt: null,
        event: { type: "message", externalId: text, from: { scope: "s", value: "v" }, text, attachments: [] },
      })),
    notices(request) {
      const { ticket, revoked } = body.parse(JSON.parse(new TextDecoder().decode(request.rawBody)));
      return [
        ...(ticket ? [{ type: "secret" as const, name: "ticket", value: ticket, seconds: 600 }] : []),
        ...(revoked ? [{ type: "revoked" as const, grantedBy: revoked }] : []),
      ];
    },
    answer(request, outcome) {
      if (outcome.kind === "challenge") return { status: 200, body: outcome.body };
      return { status: outcome.kind === "refused" ? 401 : outcome.kind === "unparseable" ? 400 : 200, body: keyOf(request) ?? "" };
    },
  },
};
const greet = (greeting?: string) => (greeting ? { kind: "challenge" as const, body: greeting } : { kind: "ok" as const });
const secretsOf = ({ app, apps, channel }: Secrets) =>
  channel ? [z.object({ secret: z.string() }).parse(channel.credentials).secret] : [app?.appSecret, ...Object.values(apps ?? {}).map((a) => a.appSecret)];

beforeAll(() => {
  registerForTests({ ...adapter, ...TEST_LOOK, apiUrl: "https://app.example.test", title: KIND } as ChannelAdapter);
  provideEnvironment({
    NOTICE_TEST_APP_ID: randomUUID(),
    NOTICE_TEST_APP_SECRET: "ours",
    NOTICE_TEST_AES_KEY: "key",
    NOTICE_TEST_TWIN_APP_ID: "2",
    NOTICE_TEST_TWIN_APP_SECRET: "twin",
  });
});

let tenant: TestTenant;
beforeEach(async () => {
  tenant = await makeTenant();
});

const post = (path: string, given: object, secret = "ours") =>
  receiveWebhook(
    new Request(`http://localhost:3000/api/webhooks/${KIND}${path}`, { method: "POST", headers: { "x-secret": secret }, body: JSON.stringify(given) }),
  );
const ticket = () => appTokens(KIND, platformApp(KIND)).find("ticket");
const connect = (of: TestTenant, grantedBy?: string) => {
  const credentials = { account: randomUUID(), secret: "own" };
  return of.door((scope) => createChannel(scope, { kind: KIND, name: "Page", credentials, verify: true, ...(grantedBy && { method: "oauth", grantedBy }) }));
};
const channel = (of: TestTenant, id: string) => of.door((scope) => scope.db.channel.findUniqueOrThrow({ where: { id } }));

describe("what a platform tells our app", () => {
  test("a ticket is kept before the answer, whatever stands behind the kind", async () => {
    const answer = await post("/callback-of-4711", { ticket: "ticket-1" });
    expect([answer.status, await answer.text()]).toEqual([200, "callback-of-4711"]);
    expect(await ticket()).toBe("ticket-1");
    expect((await post("", { ticket: "ticket-2" }, "twin")).status).toBe(200);
    expect(await ticket()).toBe("ticket-2");
  });

  test("a grant that is taken back disconnects all its channels in every tenant, tells each, and keeps the others", async () => {
    const other = await makeTenant();
    const person = randomUUID();
    const [here, there, kept] = [await connect(tenant, person), await connect(other, person), await connect(other, randomUUID())];
    expect((await post("", { revoked: person })).status).toBe(200);
    expect(await channel(tenant, here.channelId)).toMatchObject({ status: "disconnected", statusReason: "grant-revoked" });
    expect((await channel(other, there.channelId)).disconnectedAt).not.toBeNull();
    expect((await channel(other, kept.channelId)).status).toBe("live");
    const told = (await tenant.door((s) => s.sql.query("select channel_id, actor_type from events order by cursor"))).rows;
    expect(told.at(-1)).toMatchObject({ channel_id: here.channelId });
    expect(told).toHaveLength(2);
    // The same again, as platforms do.
    expect((await post("", { revoked: person })).status).toBe(200);
  });

  test("says nothing when a channel's own secret has signed it: that one is in its tenant's hands", async () => {
    const person = randomUUID();
    const victim = await connect(tenant, person);
    const own = await connect(await makeTenant());
    await post("", { ticket: "good" });
    expect((await post(`/${own.channelId}`, { ticket: "forged", revoked: person }, "own")).status).toBe(200);
    expect(await ticket()).toBe("good");
    expect((await channel(tenant, victim.channelId)).status).toBe("live");
  });

  test("a wrong signature is 401 and nothing is noted", async () => {
    await post("", { ticket: "good" });
    expect((await post("", { ticket: "forged" }, "theirs")).status).toBe(401);
    expect(await ticket()).toBe("good");
  });

  test("an unreadable notice is 400", async () => {
    expect((await post("", { ticket: 7 })).status).toBe(400);
  });
});

describe("a kind with both sorts of address", () => {
  test("a channel by consent speaks to our app, one with its own secrets to its own address", async () => {
    const byConsent = await connect(tenant, randomUUID());
    const byToken = await connect(tenant);
    expect(byConsent.webhookUrl).toMatch(new RegExp(`/api/webhooks/${KIND}$`));
    expect(byToken.webhookUrl).toMatch(new RegExp(`/api/webhooks/${KIND}/${byToken.channelId}$`));
    expect(channelConfig(tenant.tenantId, await channel(tenant, byConsent.channelId))).toMatchObject({
      webhookUrl: byConsent.webhookUrl,
      app: { appSecret: "ours", settings: { aesKey: "key" } },
    });
  });

  test("what looks like a channel of ours and is none is 404", async () => {
    expect((await post(`/${newId()}`, { ticket: "x" })).status).toBe(404);
    expect((await post("/one/two", { ticket: "x" })).status).toBe(404);
  });

  test("the platform's greeting at a channel's own address is noted once, and only when it is genuine", async () => {
    const { channelId } = await connect(tenant);
    const greeting = (secret: string) =>
      receiveWebhook(new Request(`http://localhost:3000/api/webhooks/${KIND}/${channelId}?greeting=hello`, { headers: { "x-secret": secret } }));
    expect((await greeting("wrong")).status).toBe(401);
    expect((await channel(tenant, channelId)).webhookSeenAt).toBeNull();
    expect(await (await greeting("own")).text()).toBe("hello");
    const seen = (await channel(tenant, channelId)).webhookSeenAt;
    await greeting("own");
    expect(seen).toEqual((await channel(tenant, channelId)).webhookSeenAt);
    expect(seen).not.toBeNull();
  });
});
