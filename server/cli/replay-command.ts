import { isId } from "@/server/db/ids";
import { replayEvents } from "@/server/intake/replay";
import { accessTenant } from "./find-tenant";
import { UsageError } from "./usage-error";

interface ReplayOptions {
  channel?: string;
  since?: string;
  status?: "failed";
}

/** `replay`: a tenant's raw inbound events again through today's adapters; what was done and reads the same stays as it is. */
export async function replayCommand(slug: string, { channel, since, status }: ReplayOptions) {
  if (channel !== undefined && !isId(channel)) throw new UsageError("--channel is not a channel's id");
  const from = since === undefined ? undefined : new Date(since);
  if (from && Number.isNaN(from.getTime())) throw new UsageError("--since is not an instant like 2026-11-21T08:00:00Z");
  const { tenantId } = await accessTenant(slug);
  return replayEvents({ tenantId, channelId: channel, since: from, state: status });
}
