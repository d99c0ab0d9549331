import type { Scope } from "@/server/db/scope";
import { enqueue } from "@/server/jobs/enqueue";
import { neededForms } from "./needed-forms";
import { prepareMediaJob } from "./prepare-media.job";

/** Has made, in its own time, what these files need; nothing for those that need nothing. Call it where they have been stored. */
export async function requestForms(scope: Scope, files: { id: string; kind: string; mimeType: string; sizeBytes: number }[]): Promise<void> {
  const ids = files.filter((file) => neededForms(file).length > 0).map((file) => file.id);
  if (ids.length === 0) return;
  await scope.sql.query("update attachments set forms_state = 'waiting' where tenant_id = $1 and id = any($2::uuid[])", [scope.tenantId, ids]);
  for (const attachmentId of ids) await enqueue(scope, prepareMediaJob, { attachmentId });
}
