import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { SYSTEM } from "@/server/access/actor";
import { createChannel } from "@/server/connections/create-channel";
import { jobsPool } from "@/server/db/client";
import { inTenant } from "@/server/db/in-tenant";
import { tryHoldLock } from "@/server/jobs/hold-lock";
import { makeTenant, type TestTenant } from "@/server/testing/factories";
import { makeConversation, type TestConversation } from "@/server/testing/inbox-factory";
import { type LocalPlatform, startLocalPlatform } from "@/server/testing/local-platform";
import { workOffBacklog } from "./deliver-backlog";
import { deliverOrWatch } from "./deliver-message";
import { sendReply } from "./send-reply";

let platform: LocalPlatform;
let tenant: TestTenant;
let conversations: TestConversation[];

beforeAll(async () => {
  platform = await startLocalPlatform("backlogtest");
});
afterAll(() => platform.close());
beforeEach(async () => {
  tenant = await makeTenant();
  const { channelId } = await tenant.door((s) => createChannel(s, { kind: platform.kind, name: "Page", credentials: { account: randomUUID() }, verify: true }));
  conversations = [];
  for (let n = 0; n < 12; n++) conversations.push(await makeConversation(tenant, { channelId }));
});

const reply = (c: TestConversation, text: string, notBefore?: Date) =>
  tenant.door((s) =>
    sendReply(s, { conversationId: c.id, clientMessageId: randomUUID(), text, attachments: [], isNote: false, notBefore: notBefore?.toISOString() }),
  );
const door = () => ({ tenantId: tenant.tenantId, inTenant: <T>(fn: Parameters<typeof inTenant<T>>[2]) => inTenant(tenant.tenantId, SYSTEM, fn) });
const textsOf = (c: TestConversation) => platform.calls.filter((call) => call.body.to === c.identityId).map((call) => call.body.text);

async function jobs(): Promise<string[]> {
  const { rows } = await jobsPool().query<{ task_identifier: string }>("select task_identifier from graphile_worker.jobs where key like $1 order by id", [
    `${tenant.tenantId}:%`,
  ]);
  return rows.map((row) => row.task_identifier);
}
async function statuses(): Promise<Record<string, number>> {
  const { rows } = await tenant.door((s) => s.sql.query<{ status: string; n: number }>("select status, count(*) as n from deliveries group by 1"));
  return Object.fromEntries(rows.map((row) => [row.status, row.n]));
}

describe("a tenant that sends much", () => {
  test("has a job each for its first few messages and a few for all the rest, however many", async () => {
    for (const text of ["one", "two", "three"]) for (const c of conversations) await reply(c, text);
    const names = await jobs();
    expect(names.filter((name) => name === "deliver-message")).toHaveLength(4);
    expect(names.filter((name) => name === "deliver-backlog").length).toBeLessThanOrEqual(8);
  });

  test("has one job for all that it scheduled for the same second", async () => {
    const at = new Date(Date.now() + 3_600_000);
    for (const c of conversations) await reply(c, "later", at);
    expect(await jobs()).toEqual([...Array(4).fill("deliver-message"), "deliver-backlog"]);
    await workOffBacklog(door());
    expect(await statuses()).toEqual({ scheduled: 12 });
  });

  test("does not make others' messages wait in its backlog: theirs have jobs of their own", async () => {
    for (const c of conversations) await reply(c, "much");
    tenant = await makeTenant();
    const { channelId } = await tenant.door((s) => createChannel(s, { kind: platform.kind, name: "Page", credentials: { account: randomUUID() } }));
    await reply(await makeConversation(tenant, { channelId }), "little");
    expect(await jobs()).toEqual(["deliver-message"]);
  });
});

describe("workOffBacklog", () => {
  test("sends all that is due, once, and each conversation in its order", async () => {
    for (const text of ["one", "two"]) for (const c of conversations) await reply(c, text);
    await Promise.all([workOffBacklog(door()), workOffBacklog(door())]);
    expect(conversations.map(textsOf)).toEqual(conversations.map(() => ["one", "two"]));
    expect(await statuses()).toEqual({ sent: 24 });
  });

  test("leaves what waits for its next attempt, and what is behind it, and ends", async () => {
    for (const text of ["one", "two"]) for (const c of conversations) await reply(c, text);
    platform.next({ status: 503 });
    await workOffBacklog(door());
    expect(await statuses()).toEqual({ sent: 22, queued: 2 });
  });

  test("leaves a conversation that somebody else is sending in, and ends", async () => {
    for (const c of conversations) await reply(c, "one");
    const release = await tryHoldLock(`deliver ${conversations[3]?.id}`);
    await workOffBacklog(door());
    expect(await statuses()).toEqual({ sent: 11, queued: 1 });
    await release?.();
  });

  test("gives way when its turn is over, and goes to the end of the queue", async () => {
    for (const c of conversations) await reply(c, "one");
    await jobsPool().query("select graphile_worker.complete_jobs(array_agg(id)) from graphile_worker.jobs where key like $1", [`${tenant.tenantId}:%`]);
    await workOffBacklog(door(), 0);
    expect(await statuses()).toEqual({ queued: 12 });
    expect(await jobs()).toEqual(["deliver-backlog"]);
  });

  test("looks again later where somebody else is at it, who may die: at the backlog, and in a conversation", async () => {
    const [first] = conversations;
    if (!first) throw new Error("there is no conversation");
    await jobsPool().query("select graphile_worker.complete_jobs(array_agg(id)) from graphile_worker.jobs where key like $1", [`${tenant.tenantId}:%`]);
    const releases = [await tryHoldLock(`deliver backlog ${tenant.tenantId}`), await tryHoldLock(`deliver ${first.id}`)];
    await workOffBacklog(door());
    await deliverOrWatch(door(), first.id);
    const { rows } = await jobsPool().query<{ task_identifier: string; is_later: boolean }>(
      "select task_identifier, run_at > now() + interval '10 s' as is_later from graphile_worker.jobs where key like $1 order by 1",
      [`${tenant.tenantId}:%`],
    );
    expect(rows).toEqual([
      { task_identifier: "deliver-backlog", is_later: true },
      { task_identifier: "deliver-message", is_later: true },
    ]);
    for (const release of releases) await release?.();
  });
});
