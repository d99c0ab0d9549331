import { notFound } from "@/lib/errors";
import type { Scope } from "@/server/db/scope";
import { enqueue } from "@/server/jobs/enqueue";
import { replayEvent } from "./replay-event.job";

/** Asks for one raw event of the tenant to be read again through today's adapter, by the worker. Throws not-found for anybody else's. */
export async function requestReplay(scope: Scope, eventId: string): Promise<void> {
  const { rows } = await scope.sql.query<{ is_theirs: boolean }>("select jobs.owns_inbound_event($1) as is_theirs", [eventId]);
  if (!rows[0]?.is_theirs) throw notFound("inbound event");
  await enqueue(scope, replayEvent, { eventId }, { key: eventId });
}
