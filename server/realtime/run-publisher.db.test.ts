import PusherClient from "pusher-js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SYSTEM } from "@/server/access/actor";
import { inTenant } from "@/server/db/in-tenant";
import { type RealtimeServer, startRealtimeServer } from "@/server/local/realtime/server";
import { makeTenant } from "@/server/testing/factories";
import { pusher } from "./pusher";
import { recordEvent } from "./record-event";
import { runPublisher } from "./run-publisher";
import { topics } from "./topics";

const stop = new AbortController();
let server: RealtimeServer;
let running: Promise<void>;

beforeAll(async () => {
  server = await startRealtimeServer({ app: { appId: "parley", key: "key", secret: "secret" }, port: Number(process.env.PUSHER_HOST?.split(":")[1]) });
  running = runPublisher(stop.signal);
});

afterAll(async () => {
  stop.abort();
  await running;
  await server.close();
});

async function listen(topic: string): Promise<{ cursors: number[]; disconnect(): void }> {
  const client = new PusherClient("key", {
    wsHost: "127.0.0.1",
    wsPort: server.port,
    forceTLS: false,
    enabledTransports: ["ws"],
    cluster: "",
    channelAuthorization: {
      transport: "ajax",
      endpoint: "",
      customHandler: ({ channelName, socketId }, callback) => callback(null, pusher().authorizeChannel(socketId, channelName)),
    },
  });
  const cursors: number[] = [];
  const channel = client.subscribe(topic);
  channel.bind("changed", (data: { cursor?: number; events?: { cursor: number }[] }) =>
    cursors.push(...(data.events ?? [data as { cursor: number }]).map((e) => e.cursor)),
  );
  await new Promise((resolve) => channel.bind("pusher:subscription_succeeded", resolve));
  return { cursors, disconnect: () => client.disconnect() };
}

function write(tenantId: string, count: number): Promise<void> {
  return inTenant(tenantId, SYSTEM, async (scope) => {
    for (let i = 0; i < count; i++) recordEvent(scope, { type: "contact.created" });
  });
}

describe("the publisher", () => {
  test("pushes a pointer for every change, in order, to the tenant that changed and to no other", async () => {
    const [a, b] = await Promise.all([makeTenant(), makeTenant()]);
    const [ours, theirs] = await Promise.all([listen(topics.tenant(a.tenantId)), listen(topics.tenant(b.tenantId))]);
    for (let i = 0; i < 20; i++) await write(a.tenantId, i % 3 === 0 ? 3 : 1);
    await expect.poll(() => ours.cursors, { timeout: 5_000 }).toEqual(Array.from({ length: 34 }, (_, i) => i + 1));
    expect(theirs.cursors).toEqual([]);
    ours.disconnect();
    theirs.disconnect();
  });

  test("a flood of one tenant becomes one pointer to the newest change", async () => {
    const tenant = await makeTenant();
    const listener = await listen(topics.tenant(tenant.tenantId));
    await write(tenant.tenantId, 500);
    await expect.poll(() => listener.cursors.at(-1), { timeout: 5_000 }).toBe(500);
    expect(listener.cursors.length).toBeLessThan(10);
    listener.disconnect();
  });

  test("a tenant whose publication hangs holds up nobody else's", async () => {
    const [stuck, other] = await Promise.all([makeTenant(), makeTenant()]);
    const listener = await listen(topics.tenant(other.tenantId));
    let letGo = () => {};
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    // The note of how far its pushes went cannot be written as long as this transaction holds the row.
    const holding = stuck.door(async ({ sql, tenantId }) => {
      await sql.query("select from event_publications where tenant_id = $1 for update", [tenantId]);
      await write(tenantId, 1);
      await held;
    });
    for (let n = 1; n <= 3; n++) {
      await write(other.tenantId, 1);
      await expect.poll(() => listener.cursors.length, { timeout: 5_000 }).toBe(n);
    }
    letGo();
    await holding;
    listener.disconnect();
  });
});
