import { describe, expect, test } from "vitest";
import { SYSTEM } from "@/server/access/actor";
import { recordEvent } from "@/server/realtime/record-event";
import { makeTenant } from "@/server/testing/factories";
import { newId } from "./ids";
import { inTenant, outsideTenants } from "./in-tenant";

describe("the door", () => {
  test("shows a tenant its own rows and nobody else's, by pg and by Prisma", async () => {
    const [a, b] = await Promise.all([makeTenant(), makeTenant()]);
    await a.door((s) => s.db.contact.create({ data: { tenantId: a.tenantId, id: newId(), name: "Lucía" } }));
    expect(await a.door((s) => s.db.contact.count())).toBe(1);
    expect(await b.door((s) => s.db.contact.count())).toBe(0);
    const bySql = await b.door((s) => s.sql.query("select from contacts"));
    expect(bySql.rowCount).toBe(0);
  });

  test("refuses to write a row of another tenant", async () => {
    const [a, b] = await Promise.all([makeTenant(), makeTenant()]);
    const write = b.door((s) => s.sql.query("insert into contacts (tenant_id, id) values ($1, $2)", [a.tenantId, newId()]));
    await expect(write).rejects.toMatchObject({ code: "42501" });
  });

  test("no tenant set shows no rows", async () => {
    await makeTenant();
    const { rowCount } = await outsideTenants((sql) => sql.query("select from tenants"));
    expect(rowCount).toBe(0);
  });

  test("numbers events densely under parallel writers, and a rolled back transaction leaves no hole", async () => {
    const tenant = await makeTenant();
    const write = (fail: boolean) =>
      inTenant(tenant.tenantId, SYSTEM, async (scope) => {
        recordEvent(scope, { type: "contact.created" });
        recordEvent(scope, { type: "contact.updated" });
        if (fail) throw new Error("taken back");
      }).catch(() => {});
    await Promise.all(Array.from({ length: 40 }, (_, i) => write(i % 4 === 0)));
    const { rows } = await tenant.door((s) => s.sql.query<{ cursor: number }>("select cursor from events order by cursor"));
    expect(rows.map((r) => r.cursor)).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
  });

  test("an un-awaited Prisma query is an error, not a query outside the tenant", async () => {
    const tenant = await makeTenant();
    const leaked = await tenant.door(async (s) => ({ promise: s.db.contact.findMany() }));
    await expect(leaked.promise).rejects.toThrow(/door has closed/);
  });

  test("nested Prisma transactions become savepoints of ours", async () => {
    const tenant = await makeTenant();
    await tenant.door(async (s) => {
      const failing = s.db.$transaction(async (tx) => {
        await tx.contact.create({ data: { tenantId: tenant.tenantId, id: newId(), name: "gone" } });
        throw new Error("inner");
      });
      await expect(failing).rejects.toThrow("inner");
      await s.db.contact.create({ data: { tenantId: tenant.tenantId, id: newId(), name: "kept" } });
    });
    expect(await tenant.door((s) => s.db.contact.findMany({ select: { name: true } }))).toEqual([{ name: "kept" }]);
  });
});
