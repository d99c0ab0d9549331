import type { JobContext } from "@/server/jobs/define-job";
import { storage } from "./open-storage";

/**
 * A file put again within this time stays: its sender has stored the bytes and is about to write the row. Far longer than that takes.
 */
const GRACE_MS = 3_600_000;

/** Deletes a tenant's uploads that nobody used in time, and their bytes where no message and no other upload has the same. */
export async function deleteExpiredUploads(context: Pick<JobContext, "inTenant">): Promise<void> {
  const orphans = await context.inTenant(async (scope) => {
    const { rows } = await scope.sql.query<{ storage_key: string }>(
      `with gone as (delete from uploads where tenant_id = $1 and expires_at <= $2 returning id, storage_key)
       select distinct g.storage_key from gone g
        where not exists (select from attachments a where a.tenant_id = $1 and a.storage_key = g.storage_key)
          and not exists (select from uploads u where u.tenant_id = $1 and u.storage_key = g.storage_key and u.id not in (select id from gone))`,
      [scope.tenantId, scope.now],
    );
    return rows.map((row) => row.storage_key);
  });
  const before = new Date(Date.now() - GRACE_MS);
  for (const key of orphans) await storage().remove(key, before);
}
