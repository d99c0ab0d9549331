import type { JobContext } from "@/server/jobs/define-job";
import { storage } from "./open-storage";

/** A file put within this time may be about to get a row of another message: it is looked at again by nobody, so the job waits it out. */
export const ERASE_AFTER_MS = 3_600_000;

/** Deletes a message's attachments, and their bytes where no other message and no upload has the same. */
export async function deleteAttachmentsOf(messageId: string, context: Pick<JobContext, "inTenant">): Promise<void> {
  const orphans = await context.inTenant(async (scope) => {
    const { rows } = await scope.sql.query<{ storage_key: string }>(
      `with gone as (delete from attachments where tenant_id = $1 and message_id = $2 returning id, storage_key, forms),
            keys as (select storage_key from gone union select form.value->>'key' from gone, jsonb_each(gone.forms) form)
       select g.storage_key from keys g
        where g.storage_key is not null
          and not exists (select from attachments a where a.tenant_id = $1 and a.id not in (select id from gone)
                             and (a.storage_key = g.storage_key or jsonb_path_exists(a.forms, '$.*.key ? (@ == $key)', jsonb_build_object('key', g.storage_key))))
          and not exists (select from uploads u where u.tenant_id = $1 and u.storage_key = g.storage_key)`,
      [scope.tenantId, messageId],
    );
    return rows.map((row) => row.storage_key);
  });
  const before = new Date();
  for (const key of orphans) await storage().remove(key, before);
}
