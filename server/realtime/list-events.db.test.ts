import { describe, expect, test } from "vitest";
import { SYSTEM } from "@/server/access/actor";
import { inTenant } from "@/server/db/in-tenant";
import { makeTenant } from "@/server/testing/factories";
import { listEvents } from "./list-events";
import { recordEvent } from "./record-event";
import { waitForEvents } from "./wait-for-events";

function write(tenantId: string, count: number): Promise<void> {
  return inTenant(tenantId, SYSTEM, async (scope) => {
    for (let i = 0; i < count; i++) recordEvent(scope, { type: "contact.created" });
  });
}

describe("the change feed", () => {
  test("without a cursor says where it stands, from 0 gives everything in order and page by page", async () => {
    const tenant = await makeTenant();
    await write(tenant.tenantId, 5);
    expect(await tenant.door((s) => listEvents(s, { after: null, limit: 10 }))).toEqual({ events: [], cursor: 5 });
    const first = await tenant.door((s) => listEvents(s, { after: 0, limit: 3 }));
    const second = await tenant.door((s) => listEvents(s, { after: first.cursor, limit: 3 }));
    expect([...first.events, ...second.events].map((e) => e.cursor)).toEqual([1, 2, 3, 4, 5]);
    expect(await tenant.door((s) => listEvents(s, { after: 5, limit: 3 }))).toEqual({ events: [], cursor: 5 });
  });

  test("another tenant's changes are not in it", async () => {
    const [a, b] = await Promise.all([makeTenant(), makeTenant()]);
    await write(a.tenantId, 3);
    expect(await b.door((s) => listEvents(s, { after: 0, limit: 10 }))).toEqual({ events: [], cursor: 0 });
  });

  test("a waiting reader gets the first change as it commits, and an empty page when nothing comes", async () => {
    const tenant = await makeTenant();
    const wait = (waitMs: number) =>
      waitForEvents({ tenantId: tenant.tenantId, actor: tenant.owner, after: 0, limit: 10, waitMs, signal: new AbortController().signal });
    expect((await wait(300)).events).toEqual([]);
    const waiting = wait(10_000);
    await write(tenant.tenantId, 1);
    expect((await waiting).events.map((e) => e.cursor)).toEqual([1]);
  });
});
