import type { Actor } from "@/server/access/actor";
import { newId } from "@/server/db/ids";
import { inTenant, outsideTenants } from "@/server/db/in-tenant";
import type { Scope } from "@/server/db/scope";
import { createTenant } from "@/server/tenants/create-tenant";

export interface TestTenant {
  tenantId: string;
  slug: string;
  ownerId: string;
  owner: Extract<Actor, { type: "agent" }>;
  /** The door as the owner. */
  door<T>(fn: (scope: Scope) => Promise<T>, now?: Date): Promise<T>;
}

/** A user without a password. */
export async function makeUser(name = "Maya Lindqvist"): Promise<string> {
  const id = newId();
  await outsideTenants((sql) =>
    sql.query("insert into users (id, email, name, email_verified_at) values ($1, $2, $3, now())", [id, `${id}@example.test`, name]),
  );
  return id;
}

/** A tenant of the test's own, with an owner. */
export async function makeTenant(name = "Nordwind Outdoor"): Promise<TestTenant> {
  const ownerId = await makeUser();
  const { tenantId, slug, ownerAgentId } = await createTenant({
    name,
    timeZone: "Europe/Stockholm",
    locale: "en",
    owner: { userId: ownerId, name: "Maya Lindqvist" },
  });
  const owner = { type: "agent", id: ownerAgentId, userId: ownerId, role: "owner", visibility: "all", name: "Maya Lindqvist" } as const;
  return { tenantId, slug, ownerId, owner, door: (fn, now) => inTenant(tenantId, owner, fn, { now }) };
}
