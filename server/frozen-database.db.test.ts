import { readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createApiKey } from "@/server/auth/api-keys";
import { appPool } from "@/server/db/client";
import { migrate } from "@/server/db/migrate";
import { type LocalPostgres, startPostgres } from "@/server/local/postgres";
import { health as askHealth } from "@/server/rest/health";
import { makeTenant } from "@/server/testing/factories";
import { makeTestChannel, toRequest } from "@/server/testing/make-test-channel";
import { testRequest } from "@/server/testing/test-channel";
import { withEnvironment } from "@/server/testing/with-environment";
import { createFront } from "./web-front";

// A PostgreSQL of this file's own, because everybody else's tests would freeze with it.
const dataDir = path.resolve(".test", `frozen-${process.pid}`);
let postgres: LocalPostgres;

beforeAll(async () => {
  postgres = await startPostgres(dataDir, { settings: { fsync: "off" } });
  await migrate(postgres.ownerUrl(), "parley_web");
});
afterAll(async () => {
  await postgres.stop();
  rmSync(realpathSync(path.join(dataDir, "pg")), { recursive: true, force: true });
  rmSync(dataDir, { recursive: true, force: true });
});

/** The same cluster in a new server. */
async function restart(settings: Record<string, string>): Promise<void> {
  await postgres.stop();
  postgres = await startPostgres(dataDir, { settings: { fsync: "off", ...settings } });
}

/** The server and every process it has: backends are in sessions of their own. */
function postgresProcesses(): number[] {
  const parent = postgres.child?.pid ?? 0;
  const parentOf = (pid: string) => {
    try {
      return Number(readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ")[1]);
    } catch {
      return 0;
    }
  };
  return [
    parent,
    ...readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name) && parentOf(name) === parent)
      .map(Number),
  ];
}

async function whileFrozen(work: () => Promise<void>): Promise<void> {
  const frozen = postgresProcesses();
  for (const pid of frozen) process.kill(pid, "SIGSTOP");
  try {
    await work();
  } finally {
    for (const pid of frozen) process.kill(pid, "SIGCONT");
  }
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The watch is sure after 4 s (1.5 s busy, 2.5 s without an answer), a new connection gives up after 5 s. */
const SOON_MS = 7_000;

describe("a database that is frozen", () => {
  test("is 503 within seconds for pages, API, health and platforms, also in the middle of a transaction, and all is well when it thaws", async () => {
    await withEnvironment({ DATABASE_URL: postgres.appUrl(), DATABASE_MIGRATION_URL: postgres.ownerUrl() }, async () => {
      const tenant = await makeTenant();
      const { key } = await tenant.door((scope) => createApiKey(scope, { name: "test", scopes: ["*"] }));
      const channel = await makeTestChannel(tenant);
      const stopping = new AbortController();
      const server = createFront({
        origin: "http://localhost:3000",
        stopping: stopping.signal,
        servePage: async (_request, response) => void response.end("page"),
      });
      const origin = await listen(server);
      const hook = (id: string) => {
        const url = `${origin}/api/webhooks/test-channel/${channel.channelId}`;
        return toRequest(testRequest(channel.credentials, { entries: [{ kind: "text", id, thread: "t", from: "t", text: "hello", at: Date.now() }] }, url));
      };
      const calls: (() => Promise<Response>)[] = [
        () => fetch(`${origin}/api/v1/conversations`, { headers: { authorization: `Bearer ${key}` } }),
        () => fetch(`${origin}/health`),
        () => fetch(`${origin}/ready`),
        () => fetch(`${origin}/w/nordwind/inbox`),
        () => fetch(hook("1")),
        () => fetch(hook("2")),
      ];
      const statuses = () => Promise.all(calls.map(async (call) => (await call()).status));
      expect(await statuses()).toEqual([200, 200, 200, 200, 200, 200]);
      // /health and the pages' look at the database are remembered for up to two seconds.
      await new Promise((resolve) => setTimeout(resolve, 2_100));

      await whileFrozen(async () => {
        const startedAt = performance.now();
        const inside = tenant.door((scope) => scope.sql.query("select 1"));
        const [outcome, frozen] = await Promise.all([inside.catch((error: { code?: string }) => error.code), statuses()]);
        expect(performance.now() - startedAt).toBeLessThan(SOON_MS);
        expect(outcome).toBe("unavailable");
        expect(frozen).toEqual([503, 503, 503, 503, 503, 503]);
        expect((await fetch(`${origin}/metrics`)).status).toBe(200);
      });

      await expect.poll(statuses, { timeout: 10_000 }).toEqual([200, 200, 200, 200, 200, 200]);
      const { rows } = await tenant.door((scope) => scope.sql.query("select count(*) from contacts"));
      expect(rows).toHaveLength(1);
      server.closeAllConnections();
      server.close();
    });
  }, 60_000);

  test("one that has no room for a file is read, and /health says that it takes no writes", async () => {
    const health = () =>
      withEnvironment({ DATABASE_URL: postgres.appUrl(), DATABASE_MIGRATION_URL: postgres.ownerUrl() }, async () => {
        // The answer before is remembered for two seconds.
        await new Promise((resolve) => setTimeout(resolve, 2_100));
        const response = await askHealth();
        const { checks } = (await response.json()) as { checks: unknown };
        return { status: response.status, checks };
      });
    expect(await health()).toMatchObject({ status: 200, checks: { writing: { ok: true } } });
    await restart({ temp_file_limit: "0" });
    const refused = { ok: false, detail: expect.stringContaining("takes no writes") };
    expect(await health()).toMatchObject({ status: 503, checks: { database: { ok: true }, writing: refused } });
    await restart({});
    expect(await health()).toMatchObject({ status: 200 });
  }, 40_000);

  test("a slow statement of a database that answers is left alone", async () => {
    await withEnvironment({ DATABASE_URL: postgres.appUrl(), DATABASE_MIGRATION_URL: postgres.ownerUrl() }, async () => {
      const { rows } = await appPool().query("select 'done' as word from pg_sleep(6)");
      expect(rows).toEqual([{ word: "done" }]);
    });
  });
});
