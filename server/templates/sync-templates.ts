import { AppError } from "@/lib/errors";
import { SendError, type Template, TransportError } from "@/server/channels/contract";
import { findAdapter } from "@/server/channels/registry";
import { accessChannel } from "@/server/connections/access-channel";
import { channelConfig } from "@/server/connections/channel-config";
import { transport } from "@/server/connections/transport";
import type { JobContext } from "@/server/jobs/define-job";
import { recordEvent } from "@/server/realtime/record-event";
import { storeTemplates } from "./store-templates";

type Door = Pick<JobContext, "tenantId" | "inTenant">;

/**
 * Fetches all templates of a channel and stores what changed. The platform is asked between two transactions; when it fails, what is
 * here stays and the reason is kept. Gives how many there are. Throws not-found, invalid `no-templates`, unavailable `platform-away`.
 */
export async function syncTemplates(door: Door, channelId: string): Promise<{ count: number }> {
  const channel = await door.inTenant((scope) => accessChannel(scope, channelId));
  const adapter = findAdapter(channel.kind);
  if (!adapter?.templates || channel.disconnectedAt)
    throw new AppError("invalid", "channel without templates", { reason: "no-templates", publicMessage: "This channel has no templates." });
  const found = await adapter.templates.list(channelConfig(door.tenantId, channel), transport).catch((error: unknown) => reasonOf(error, adapter.title));
  await door.inTenant(async (scope) => {
    const hasFailed = typeof found === "string";
    const hasChanged = !hasFailed && (await storeTemplates(scope, channelId, distinct(found)));
    await scope.sql.query(
      "update channels set templates_failure = $3, templates_synced_at = case when $3::text is null then $4 else templates_synced_at end where tenant_id = $1 and id = $2",
      [scope.tenantId, channelId, hasFailed ? found : null, scope.now],
    );
    if (hasChanged) recordEvent(scope, { type: "channel.updated", channelId, data: { changed: ["templates"] } });
  });
  if (typeof found === "string") throw new AppError("unavailable", "templates not fetched", { reason: "platform-away", publicMessage: found });
  return { count: found.length };
}

function reasonOf(error: unknown, title: string): string {
  if (error instanceof SendError) return error.message;
  if (error instanceof TransportError) return `${title} does not answer.`;
  throw error;
}

/** A list that changes while it is paged may name one twice. */
function distinct(templates: Template[]): Template[] {
  return [...new Map(templates.map((template) => [template.externalId, template])).values()];
}
