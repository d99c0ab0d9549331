import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import type { ChannelAdapter } from "@/server/channels/contract";
import { registerForTests } from "@/server/channels/registry";
import { inTenant } from "@/server/db/in-tenant";
import { makeTenant, type TestTenant } from "@/server/testing/factories";
import { TEST_CONNECT } from "@/server/testing/test-look";
import { channelConfig } from "./channel-config";
import { createChannel } from "./create-channel";

const KIND = "accounttest";

beforeAll(() => {
  const adapter: Pick<ChannelAdapter<{ page: string; token: string }>, "kind" | "webhook" | "connect" | "apiUrl" | "credentials" | "accountId"> = {
    kind: KIND,
    webhook: "channel",
    connect: TEST_CONNECT,
    apiUrl: "https://platform.example/",
    credentials: z.strictObject({ page: z.string(), token: z.string() }),
    accountId: (c) => c.page,
  };
  registerForTests(adapter as unknown as ChannelAdapter);
  registerForTests({
    ...adapter,
    kind: `${KIND}-own`,
    connect: { methods: [{ name: "built-in", how: "built-in", title: { en: "", "zh-CN": "" }, steps: [] }] },
    credentials: z.unknown(),
    accountId: () => null,
  } as unknown as ChannelAdapter);
});

const connect = (tenant: TestTenant, page: string, token = "t") =>
  tenant.door((s) => createChannel(s, { kind: KIND, name: "Page", credentials: { page, token } }));

describe("createChannel", () => {
  test("keeps the credentials encrypted and gives an adapter what it needs", async () => {
    const tenant = await makeTenant();
    const page = randomUUID();
    const made = await connect(tenant, page, "secret-token");
    expect(made).toMatchObject({ status: "connecting", webhookUrl: `http://localhost:3000/api/webhooks/${KIND}/${made.channelId}` });
    const row = await tenant.door((s) => s.db.channel.findUniqueOrThrow({ where: { id: made.channelId } }));
    expect(Buffer.from(row.credentials).includes("secret-token")).toBe(false);
    expect(channelConfig(tenant.tenantId, row)).toMatchObject({
      accountId: page,
      credentials: { page, token: "secret-token" },
      apiUrl: "https://platform.example",
      app: null,
    });
    const { rows } = await tenant.door((s) => s.sql.query("select type, channel_id from events"));
    expect(rows).toEqual([{ type: "channel.updated", channel_id: made.channelId }]);
  });

  test("names each bad field", async () => {
    const tenant = await makeTenant();
    const bad = tenant.door((s) => createChannel(s, { kind: KIND, name: "Page", credentials: { page: 1, colour: "red" } }));
    await expect(bad).rejects.toMatchObject({ code: "invalid" });
    const fields = await bad.catch((e: { fields: { field: string }[] }) => e.fields.map((f) => f.field));
    expect(fields).toEqual(expect.arrayContaining(["credentials.page", "credentials.token", "credentials"]));
  });

  test("refuses an account that is connected already, and says where only to its own tenant", async () => {
    const [a, b] = await Promise.all([makeTenant(), makeTenant()]);
    const page = randomUUID();
    const { channelId } = await connect(a, page);
    await expect(connect(a, page)).rejects.toMatchObject({ code: "conflict", reason: "already-connected", data: { channelId } });
    await expect(connect(b, page)).rejects.toMatchObject({ code: "conflict", reason: "connected-elsewhere", data: {} });
  });

  test("of two tenants at the same moment one gets the account", async () => {
    const [a, b] = await Promise.all([makeTenant(), makeTenant()]);
    const page = randomUUID();
    const both = await Promise.allSettled([connect(a, page), connect(b, page)]);
    expect(both.map((r) => r.status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  test("binds a disconnected account's old channel again", async () => {
    const [a, b] = await Promise.all([makeTenant(), makeTenant()]);
    const page = randomUUID();
    const first = await connect(a, page, "old");
    await a.door((s) => s.sql.query("update channels set disconnected_at = now(), status = 'disconnected' where id = $1", [first.channelId]));
    const again = await connect(a, page, "new");
    expect(again.channelId).toBe(first.channelId);
    const row = await a.door((s) => s.db.channel.findUniqueOrThrow({ where: { id: first.channelId } }));
    expect(row).toMatchObject({ status: "connecting", disconnectedAt: null });
    expect(channelConfig(a.tenantId, row).credentials).toEqual({ page, token: "new" });

    await a.door((s) => s.sql.query("update channels set disconnected_at = now(), status = 'disconnected' where id = $1", [first.channelId]));
    await connect(b, page);
    await expect(connect(a, page)).rejects.toMatchObject({ reason: "connected-elsewhere" });
  });

  test("makes the identity secret of our own kinds and shows it once", async () => {
    const tenant = await makeTenant();
    const made = await tenant.door((s) => createChannel(s, { kind: `${KIND}-own`, name: "Shop", credentials: {} }));
    expect(made.status).toBe("live");
    const row = await tenant.door((s) => s.db.channel.findUniqueOrThrow({ where: { id: made.channelId } }));
    expect(row.accountId).toBe(made.channelId);
    expect(channelConfig(tenant.tenantId, row).credentials).toEqual({ identitySecret: made.identitySecret });
  });

  test("is for those who may manage channels", async () => {
    const tenant = await makeTenant();
    const asAgent = inTenant(tenant.tenantId, { ...tenant.owner, role: "agent" }, (s) =>
      createChannel(s, { kind: KIND, name: "Page", credentials: { page: randomUUID(), token: "t" } }),
    );
    await expect(asAgent).rejects.toMatchObject({ code: "forbidden" });
  });
});
