import type { Sql } from "@/server/db/scope";
import { jobRequest } from "@/server/jobs/enqueue";
import { endConnectionsJob } from "./end-connections.job";
import { pusher } from "./pusher";

/**
 * Asks, in the caller's transaction, that this person's sockets end: a topic is authorised once, and would go on for somebody who
 * may not listen any more. Who still may comes back at once and is asked anew.
 */
export async function endConnections(sql: Sql, userId: string): Promise<void> {
  // Without a key the tenant plays no part in the request; the envelope's is the transaction's.
  await sql.query("select jobs.enqueue($1)", [JSON.stringify([jobRequest("", endConnectionsJob, { userId })])]);
}

/** Tells the push server. Throws while it is away; the job then comes again. */
export async function endConnectionsNow(userId: string): Promise<void> {
  const response = await pusher().terminateUserConnections(userId);
  if (response.status >= 300) throw new Error(`push server answers ${response.status}`);
}
