import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import * as z from "zod";
import { type ChannelAdapter, type Refresh, SendError, TransportError } from "@/server/channels/contract";
import { registerForTests } from "@/server/channels/registry";
import { tryHoldLock } from "@/server/jobs/hold-lock";
import { makeTenant, type TestTenant } from "@/server/testing/factories";
import { TEST_CONNECT } from "@/server/testing/test-look";
import { warned } from "./check-channels";
import { createChannel } from "./create-channel";
import { decryptCredentials } from "./credentials";
import { refreshTenantCredentials } from "./refresh-credentials";
import { renewChannel } from "./renew-channel";

const KIND = "refresh-test";
type Credentials = { account: string; token: string };

let tenant: TestTenant;
let answer: Refresh<Credentials>["refresh"];
let asked: string[];

beforeEach(async () => {
  tenant = await makeTenant();
  asked = [];
  const adapter: Pick<ChannelAdapter<Credentials>, "kind" | "webhook" | "connect" | "apiUrl" | "credentials" | "accountId" | "refresh"> = {
    kind: KIND,
    webhook: "none",
    connect: TEST_CONNECT,
    apiUrl: "https://platform.example.test",
    credentials: z.object({ account: z.string(), token: z.string() }),
    accountId: ({ account }) => account,
    refresh: {
      refresh: (input, transport) => {
        asked.push(input.config.credentials.token);
        return answer(input, transport);
      },
    },
  };
  registerForTests(adapter as unknown as ChannelAdapter);
});

const connect = async (token: string) => {
  const account = randomUUID();
  const credentials = { account, token };
  const { channelId } = await tenant.door((scope) => createChannel(scope, { kind: KIND, name: token, credentials, verify: true }));
  return { channelId, account };
};
const refresh = () => refreshTenantCredentials({ tenantId: tenant.tenantId, inTenant: (fn) => tenant.door(fn) });
const channel = (id: string) => tenant.door((scope) => scope.db.channel.findUniqueOrThrow({ where: { id } }));
const tokenOf = async (id: string) => (decryptCredentials((await channel(id)).credentials) as Credentials).token;

describe("refreshing credentials", () => {
  test("stores what the platform gives, and asks again from that", async () => {
    const { channelId } = await connect("one");
    answer = async ({ config }) => ({ ...config.credentials, token: "two" });
    await refresh();
    expect(await tokenOf(channelId)).toBe("two");
    answer = async () => null;
    await refresh();
    expect([await tokenOf(channelId), asked]).toEqual(["two", ["one", "two"]]);
  });

  test("a refusal is the channel's: it says what to do, and the next one is renewed all the same", async () => {
    const [dead, well] = [await connect("dead"), await connect("well")];
    answer = async ({ config }) => {
      if (config.credentials.token === "dead") throw new SendError("auth", "Access was taken back. Connect the account again.", { retryable: false });
      return { ...config.credentials, token: "better" };
    };
    await refresh();
    expect(await channel(dead.channelId)).toMatchObject({ status: "action-needed", statusReason: "Access was taken back. Connect the account again." });
    expect(await tokenOf(well.channelId)).toBe("better");
  });

  test("a platform that is away changes nothing until the next hour", async () => {
    const { channelId } = await connect("one");
    answer = async () => {
      throw new TransportError("timeout", true);
    };
    await refresh();
    expect(await channel(channelId)).toMatchObject({ status: "live", statusReason: null });
    expect(await tokenOf(channelId)).toBe("one");
  });

  test("what was connected anew meanwhile stays: those are the newer credentials", async () => {
    const { channelId, account } = await connect("one");
    answer = async ({ config }) => {
      await tenant.door((scope) => renewChannel(scope, { kind: KIND, accountId: account, credentials: { account, token: "typed in" } }));
      return { ...config.credentials, token: "late" };
    };
    await refresh();
    expect(await tokenOf(channelId)).toBe("typed in");
  });

  test("one process at a time, and nothing for a channel that was disconnected", async () => {
    const { channelId } = await connect("one");
    const release = await tryHoldLock(`refresh ${channelId}`);
    await refresh();
    await release?.();
    await tenant.door((scope) => scope.sql.query("update channels set disconnected_at = now(), status = 'disconnected'"));
    await refresh();
    expect(asked).toEqual([]);
  });
});

test("a live channel whose access ends within a week says so; another trouble goes before", () => {
  const now = new Date("2026-11-21T12:00:00Z");
  const live = { status: "live" as const, reason: null };
  expect(warned(live, new Date("2026-11-27T00:00:00Z"), now)).toEqual({ status: "degraded", reason: "expires 2026-11-27" });
  expect(warned(live, new Date("2026-11-29T00:00:00Z"), now)).toEqual(live);
  expect(warned(live, null, now)).toEqual(live);
  const dead = { status: "action-needed" as const, reason: "The token was revoked." };
  expect(warned(dead, new Date("2026-11-22T00:00:00Z"), now)).toEqual(dead);
});
