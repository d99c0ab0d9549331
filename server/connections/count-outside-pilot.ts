import type { Scope } from "@/server/db/scope";
import { accessChannel } from "./access-channel";

/** What a channel's pilot has set aside, and in how many threads. Throws not-found. */
export async function countOutsidePilot(scope: Scope, channelId: string): Promise<{ items: number; threads: number }> {
  const channel = await accessChannel(scope, channelId);
  const { rows } = await scope.sql.query<{ items: number; threads: number }>("select items, threads from jobs.count_outside_pilot($1)", [channel.id]);
  return rows[0] ?? { items: 0, threads: 0 };
}
