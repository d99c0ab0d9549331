import { randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { SYSTEM } from "@/server/access/actor";
import type { ChannelAdapter } from "@/server/channels/contract";
import { registerForTests } from "@/server/channels/registry";
import { inTenant } from "@/server/db/in-tenant";
import { makeTenant } from "@/server/testing/factories";
import { TEST_CONNECT, TEST_LOOK } from "@/server/testing/test-look";
import { checkTenantChannels } from "./check-channels";
import { createChannel } from "./create-channel";

const KIND = "healthtest";

beforeAll(() => {
  registerForTests({
    ...TEST_LOOK,
    kind: KIND,
    title: "Health",
    webhook: "channel",
    connect: TEST_CONNECT,
    apiUrl: "",
    credentials: z.object({ account: z.string() }),
    accountId: ({ account }: { account: string }) => account,
    health: { check: async () => ({ status: "live", reason: null }) },
  } as unknown as ChannelAdapter);
});

test("a channel that was made without being verified is asked after ten minutes, and not before: its own job may be at it", async () => {
  const tenant = await makeTenant();
  const { channelId } = await tenant.door((s) => createChannel(s, { kind: KIND, name: "Account", credentials: { account: randomUUID() } }));
  const check = () => checkTenantChannels({ tenantId: tenant.tenantId, inTenant: (fn) => inTenant(tenant.tenantId, SYSTEM, fn) });
  const status = () => tenant.door(async ({ db }) => (await db.channel.findFirstOrThrow({ where: { id: channelId } })).status);
  await check();
  expect(await status()).toBe("connecting");
  await tenant.door(({ db }) => db.channel.updateMany({ where: { id: channelId }, data: { statusChangedAt: new Date(Date.now() - 11 * 60_000) } }));
  await check();
  expect(await status()).toBe("live");
});
