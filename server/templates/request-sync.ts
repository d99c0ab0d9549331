import { findAdapter, listAdapters } from "@/server/channels/registry";
import type { Scope } from "@/server/db/scope";
import { enqueue } from "@/server/jobs/enqueue";
import { syncTemplatesJob } from "./sync-templates.job";

/** Has the templates of every connected channel fetched that has any, each by a job of its own: one platform that hangs holds up no other. */
export async function requestSyncs(scope: Scope): Promise<void> {
  const kinds = listAdapters().flatMap(({ kind, templates }) => (templates ? [kind] : []));
  const { rows } = await scope.sql.query<{ id: string }>("select id from channels where tenant_id = $1 and kind = any($2) and disconnected_at is null", [
    scope.tenantId,
    kinds,
  ]);
  for (const { id } of rows) await enqueue(scope, syncTemplatesJob, { channelId: id }, { key: id });
}

/** The same for one channel, where its kind has templates. */
export async function requestSync(scope: Scope, channel: { id: string; kind: string }): Promise<void> {
  if (findAdapter(channel.kind)?.templates) await enqueue(scope, syncTemplatesJob, { channelId: channel.id }, { key: channel.id });
}
