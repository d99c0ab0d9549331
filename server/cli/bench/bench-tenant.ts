import { randomBytes } from "node:crypto";
import { SYSTEM } from "@/server/access/actor";
import { messenger } from "@/server/channels/messenger/adapter";
import { createChannel } from "@/server/connections/create-channel";
import { jobsPool } from "@/server/db/client";
import { newId } from "@/server/db/ids";
import { inTenant, outsideTenants } from "@/server/db/in-tenant";
import { createTenant } from "@/server/tenants/create-tenant";
import { deleteTenant } from "@/server/tenants/delete-tenant";

export interface BenchTenant {
  tenantId: string;
  channelId: string;
  pageId: string;
  appSecret: string;
  remove(): Promise<void>;
}

/** A tenant of the benchmark's own with one Messenger channel, and how to leave no trace of it. */
export async function makeBenchTenant(): Promise<BenchTenant> {
  const userId = newId();
  await outsideTenants((sql) => sql.query("insert into users (id, email, name) values ($1, $2, 'Bench')", [userId, `bench-${userId}@example.test`]));
  const owner = { userId, name: "Bench" };
  const { tenantId } = await createTenant({ name: "Bench", timeZone: "UTC", locale: "en", owner });
  const pageId = String(10 ** 15 + randomBytes(4).readUInt32BE());
  const credentials = { pageId, pageAccessToken: "bench" };
  const { channelId } = await inTenant(tenantId, SYSTEM, (scope) => createChannel(scope, { kind: messenger.kind, name: "Bench", credentials }));
  const remove = async () => {
    await inTenant(tenantId, SYSTEM, deleteTenant);
    await jobsPool().query("drop table if exists jobs.bench_rows");
  };
  return { tenantId, channelId, pageId, appSecret: randomBytes(16).toString("hex"), remove };
}
