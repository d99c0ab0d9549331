import { describe, expect, test } from "vitest";
import { makeTenant } from "@/server/testing/factories";
import { asAppError } from "./as-app-error";
import { isUniqueViolation } from "./db-errors";
import { newId } from "./ids";
import { outsideTenants } from "./in-tenant";
import type { Scope } from "./scope";

const endSession = (pid: number) => outsideTenants((sql) => sql.query("select pg_terminate_backend($1)", [pid]));

/** The same by our own SQL and by Prisma, which wraps what the database says. */
const ways = {
  sql: {
    sleep: ({ sql }: Scope): PromiseLike<unknown> => sql.query("select pg_sleep(5)"),
    name: ({ sql, tenantId }: Scope, id: string, name: string): PromiseLike<unknown> =>
      sql.query("insert into contacts (tenant_id, id, name) values ($1, $2, $3)", [tenantId, id, name]),
  },
  prisma: {
    sleep: ({ db }: Scope): PromiseLike<unknown> => db.$queryRaw`select pg_sleep(5)::text`,
    name: ({ db, tenantId }: Scope, id: string, name: string): PromiseLike<unknown> => db.contact.create({ data: { tenantId, id, name } }),
  },
};

describe.each(Object.entries(ways))("what the database says to %s", (_way, { sleep, name }) => {
  test("is unavailable when the session ends under a query", async () => {
    const tenant = await makeTenant();
    const broken = tenant.door(async (scope) => {
      const { rows } = await scope.sql.query<{ pid: number }>("select pg_backend_pid() as pid");
      await Promise.all([sleep(scope), endSession(rows[0]?.pid ?? 0)]);
    });
    await expect(broken).rejects.toMatchObject({ code: "unavailable", reason: "database-away" });
    expect(await tenant.door((scope) => scope.db.contact.count())).toBe(0);
  });

  test("is invalid when the value cannot be kept", async () => {
    const tenant = await makeTenant();
    const error = await tenant.door((scope) => Promise.resolve(name(scope, newId(), "a\u0000b"))).catch(asAppError);
    expect(error).toMatchObject({ code: "invalid" });
  });

  test("is known as a key that is taken", async () => {
    const tenant = await makeTenant();
    const id = newId();
    await tenant.door((scope) => Promise.resolve(name(scope, id, "first")));
    const error = await tenant.door((scope) => Promise.resolve(name(scope, id, "second"))).catch((e: unknown) => e);
    expect(isUniqueViolation(error)).toBe(true);
  });
});
