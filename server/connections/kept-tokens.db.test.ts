import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, describe, expect, test } from "vitest";
import { type FreshToken, SendError } from "@/server/channels/contract";
import { jobsPool } from "@/server/db/client";
import { inTenant } from "@/server/db/in-tenant";
import { makeTenant, type TestTenant } from "@/server/testing/factories";
import { makeTestChannel } from "@/server/testing/make-test-channel";
import { appTokens, keepAppToken } from "./app-tokens";
import { channelTokens } from "./channel-tokens";
import { decryptCredentials } from "./credentials";
import { renewChannel } from "./renew-channel";

let tenant: TestTenant;
let channelId: string;
let accountId: string;
let made: number;

beforeEach(async () => {
  tenant = await makeTenant();
  ({
    channelId,
    credentials: { accountId },
  } = await makeTestChannel(tenant));
  made = 0;
});

const tokens = () => channelTokens(tenant.tenantId, channelId);
/** A platform that gives another token each time. */
const make = async (): Promise<FreshToken<never>> => ({ value: `token ${++made}`, seconds: 7200 });
const age = (column: string) => tenant.door((s) => s.sql.query(`update channel_tokens set ${column} = now() - interval '1 s'`));
const credentials = () => tenant.door(async (s) => decryptCredentials((await s.db.channel.findUniqueOrThrow({ where: { id: channelId } })).credentials));

describe("a channel's tokens", () => {
  test("are made once, kept encrypted, and made again when their time is over", async () => {
    expect(await tokens().get("access", make)).toBe("token 1");
    expect(await tokens().get("access", make)).toBe("token 1");
    const { rows } = await tenant.door((s) =>
      s.sql.query<{ sealed: Buffer; lives: number; renew: number }>(
        "select sealed, extract(epoch from expires_at - now())::int as lives, extract(epoch from expires_at - renew_at)::int as renew from channel_tokens",
      ),
    );
    expect(rows[0]?.sealed.includes("token 1")).toBe(false);
    expect(rows).toMatchObject([{ lives: expect.closeTo(7200, -1), renew: 300 }]);
    await age("expires_at");
    expect(await tokens().find("access")).toBeNull();
    expect(await tokens().get("access", make)).toBe("token 2");
  });

  test("of one name are none of another's, and another tenant finds none of them", async () => {
    await tokens().get("access", make);
    expect(await tokens().get("jsapi", make)).toBe("token 2");
    expect(await channelTokens((await makeTenant()).tenantId, channelId).find("access")).toBeNull();
  });

  test("many callers at once ask the platform once, also for the failure", async () => {
    const slow = async () => {
      await sleep(200);
      return make();
    };
    expect(new Set(await Promise.all(Array.from({ length: 20 }, () => tokens().get("access", slow))))).toEqual(new Set(["token 1"]));
    expect(made).toBe(1);
    let asked = 0;
    const dead = async (): Promise<FreshToken> => {
      asked += 1;
      await sleep(50);
      throw new SendError("auth", "The secret was changed.", { retryable: false });
    };
    const results = await Promise.allSettled(Array.from({ length: 5 }, () => tokens().get("other", dead)));
    expect(results.map((r) => r.status === "rejected" && (r.reason as Error).message)).toEqual(Array(5).fill("The secret was changed."));
    expect(asked).toBe(1);
  });

  test("refused by the platform is made anew by the first who says so; the others get the new one", async () => {
    const first = await tokens().get("access", make);
    const again = await Promise.all([tokens().get("access", make, first), tokens().get("access", make, first)]);
    expect([again, made]).toEqual([["token 2", "token 2"], 2]);
    expect(await tokens().get("access", make, first)).toBe("token 2");
    expect(made).toBe(2);
  });

  test("near its end is renewed; the old one serves while that is going on, and when it cannot be", async () => {
    await tokens().get("access", make);
    await age("renew_at");
    const dead = () => Promise.reject(new SendError("unreachable", "away", { retryable: true }));
    expect(await tokens().get("access", dead)).toBe("token 1");
    // Somebody else is at it.
    const client = await jobsPool().connect();
    const lock = [`token channel ${channelId} access`];
    await client.query("select pg_advisory_lock(hashtextextended($1, 0))", lock);
    expect(await tokens().get("access", make)).toBe("token 1");
    await client.query("select pg_advisory_unlock(hashtextextended($1, 0))", lock);
    client.release();
    expect(await tokens().get("access", make)).toBe("token 2");
  });

  test("bring new credentials with them: both are stored before either is used", async () => {
    const seen: unknown[] = [];
    const rotate = async (from: unknown): Promise<FreshToken> => {
      seen.push(from);
      return { value: `token ${++made}`, seconds: 60, credentials: { ...(from as object), refresh: made } };
    };
    await tokens().get("access", rotate);
    expect(await credentials()).toMatchObject({ accountId, refresh: 1 });
    await tokens().get("access", rotate, "token 1");
    expect(seen).toMatchObject([{ accountId }, { accountId, refresh: 1 }]);
    expect(await credentials()).toMatchObject({ refresh: 2 });
  });

  test("made from credentials that were replaced meanwhile are thrown away, and made again from the new ones", async () => {
    const seen: unknown[] = [];
    const value = await tokens().get("access", async (from) => {
      seen.push(from);
      if (seen.length === 1)
        await tenant.door((s) => renewChannel(s, { kind: "test-channel", accountId, credentials: { accountId, token: "new", key: "00" } }));
      return { value: `token ${++made}`, seconds: 60, credentials: { ...(from as object), rotated: made } };
    });
    expect(value).toBe("token 2");
    expect(seen[1]).toEqual({ accountId, token: "new", key: "00" });
    expect(await credentials()).toEqual({ accountId, token: "new", key: "00", rotated: 2 });
  });

  test("are forgotten when the channel gets other credentials", async () => {
    await tokens().get("access", make);
    await tenant.door((s) => renewChannel(s, { kind: "test-channel", accountId, credentials: { accountId, token: "new", key: "00" } }));
    expect(await tokens().find("access")).toBeNull();
  });
});

describe("processes", () => {
  const start = (how = "") => {
    const child = spawn(process.execPath, ["--import", "tsx", path.resolve("server/testing/make-token.ts"), tenant.tenantId, channelId, how], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    return { child, said: said(child) };
  };
  const said = async (child: ChildProcess) => {
    let text = "";
    for await (const chunk of child.stdout ?? []) text += chunk;
    return text.trim().split("\n");
  };

  test("two that want a token at the same moment: one makes it, both have it", async () => {
    const both = await Promise.all([start().said, start().said]);
    expect(both.flat().filter((line) => line === "making")).toHaveLength(1);
    const got = both.map((lines) => lines.at(-1));
    expect(got[0]).toMatch(/^got made by \d+$/);
    expect(got[1]).toBe(got[0]);
  }, 30_000);

  test("one that dies between the platform's answer and the database leaves nobody waiting", async () => {
    const { child, said: lines } = start("die");
    expect(await lines).toEqual(["making"]);
    expect(child.signalCode ?? "SIGKILL").toBe("SIGKILL");
    expect(await tokens().get("access", make)).toBe("token 1");
  }, 30_000);
});

describe("our app's tokens", () => {
  const app = () => ({ appId: randomUUID(), appSecret: "s", verifyToken: "v" });

  test("are shared by all, and another app at the same platform begins with none", async () => {
    const ours = app();
    expect(await appTokens("test-channel", ours).get("component", make)).toBe("token 1");
    expect(await appTokens("test-channel", ours).find("component")).toBe("token 1");
    expect(await appTokens("test-channel", app()).find("component")).toBeNull();
  });

  test("what a callback hands out is found, replaced by the next, and gone at its end", async () => {
    const ours = app();
    const ticket = () => appTokens("test-channel", ours).find("ticket");
    await keepAppToken("test-channel", ours, { name: "ticket", value: "one", seconds: null });
    await keepAppToken("test-channel", ours, { name: "ticket", value: "two", seconds: 600 });
    expect(await ticket()).toBe("two");
    await keepAppToken("test-channel", ours, { name: "ticket", value: "three", seconds: -1 });
    expect(await ticket()).toBeNull();
  });

  test("lie where the application's role cannot read them", async () => {
    await expect(inTenant(tenant.tenantId, tenant.owner, (s) => s.sql.query("select from jobs.platform_tokens"))).rejects.toThrow(/permission denied/);
  });
});
