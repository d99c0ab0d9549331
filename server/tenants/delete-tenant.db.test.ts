import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { SYSTEM } from "@/server/access/actor";
import { inTenant } from "@/server/db/in-tenant";
import { readCatalogue } from "@/server/testing/isolation/catalogue";
import { makeFullTenant, tenantTables } from "@/server/testing/isolation/full-tenant";
import { deleteTenant } from "./delete-tenant";

let all: pg.Client;
beforeAll(async () => {
  all = new pg.Client({ connectionString: inject("superUrl") });
  await all.connect();
});
afterAll(() => all.end());

/** Rows of a tenant in every table that has a tenant_id, seen by a role that sees everything. */
async function countRows(tenantId: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  const jobs = ["jobs.inbound_events", "jobs.inbound_items", "jobs.lanes"];
  for (const table of [...tenantTables(await readCatalogue(all)), ...jobs]) {
    const { rowCount } = await all.query(`select from ${table} where tenant_id = $1`, [tenantId]);
    if (rowCount) counts[table] = rowCount;
  }
  return counts;
}

describe("deleteTenant", () => {
  test("leaves no row of the tenant in any table, and every row of another", async () => {
    const [gone, other] = [await makeFullTenant(all), await makeFullTenant(all)];
    const before = await countRows(other.tenantId);
    expect(Object.keys(await countRows(gone.tenantId)).length).toBeGreaterThan(20);
    await inTenant(gone.tenantId, SYSTEM, deleteTenant);
    expect(await countRows(gone.tenantId)).toEqual({});
    expect(await countRows(other.tenantId)).toEqual(before);
    const { rowCount } = await all.query("select from users where id = any($1)", [[gone.ids.get("users"), other.ids.get("users")]]);
    expect(rowCount).toBe(1);
  });

  test("is not for an admin", async () => {
    const tenant = await makeFullTenant(all);
    const admin = { type: "agent", id: tenant.ids.get("agents") ?? "", userId: "", role: "admin", visibility: "all", name: "" } as const;
    await expect(inTenant(tenant.tenantId, admin, deleteTenant)).rejects.toMatchObject({ code: "forbidden" });
    expect(Object.keys(await countRows(tenant.tenantId)).length).toBeGreaterThan(20);
  });
});
