import { SendError } from "@/server/channels/contract";
import { adapterOf } from "@/server/channels/registry";
import type { JobContext } from "@/server/jobs/define-job";
import { accessChannel } from "./access-channel";
import { channelConfig } from "./channel-config";
import { forgetTokens } from "./channel-tokens";
import { transport } from "./transport";

/** Nothing to do when the channel was connected again meanwhile. A platform that no longer knows us has stopped already. */
export async function unsubscribeAtPlatform(channelId: string, context: Pick<JobContext, "tenantId" | "inTenant">): Promise<void> {
  const channel = await context.inTenant((scope) => accessChannel(scope, channelId));
  if (!channel.disconnectedAt) return;
  try {
    await adapterOf(channel.kind).connect?.unsubscribe?.(channelConfig(context.tenantId, channel), transport);
  } catch (error) {
    if (!(error instanceof SendError) || error.retryable) throw error;
  }
  await context.inTenant((scope) => forgetTokens(scope, channelId));
}
