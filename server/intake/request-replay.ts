import { notFound } from "@/lib/errors";
import { accessChannel } from "@/server/connections/access-channel";
import { isId } from "@/server/db/ids";
import type { Scope } from "@/server/db/scope";
import { enqueue } from "@/server/jobs/enqueue";
import { replayEvent } from "./replay-event.job";

/** Has a raw event taken up again soon. What was done and reads the same stays untouched. Throws not-found for another tenant's event. */
export async function requestReplay(scope: Scope, { channelId, eventId }: { channelId: string; eventId: string }): Promise<void> {
  await accessChannel(scope, channelId);
  if (!isId(eventId)) throw notFound("inbound event");
  const { rows } = await scope.sql.query<{ is_ours: boolean }>("select jobs.owns_inbound_event($1) as is_ours", [eventId]);
  if (!rows[0]?.is_ours) throw notFound("inbound event");
  await enqueue(scope, replayEvent, { eventId }, { key: eventId });
}
