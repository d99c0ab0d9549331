import { SendError, TransportError } from "@/server/channels/contract";
import { adapterOf } from "@/server/channels/registry";
import type { JobContext } from "@/server/jobs/define-job";
import { requestSync } from "@/server/templates/request-sync";
import { accessChannel } from "./access-channel";
import { channelConfig } from "./channel-config";
import { setChannelStatus } from "./set-channel-status";
import { transport } from "./transport";

/** The call stands between two transactions. A refusal of the platform is final until a person acts; a network failure is tried again. */
export async function subscribeAtPlatform(channelId: string, context: Pick<JobContext, "tenantId" | "inTenant" | "isLastAttempt">): Promise<void> {
  const channel = await context.inTenant((scope) => accessChannel(scope, channelId));
  if (channel.disconnectedAt) return;
  const adapter = adapterOf(channel.kind);
  const result = await attempt(() => adapter.connect?.subscribe?.(channelConfig(context.tenantId, channel), transport));
  await context.inTenant(async (scope) => {
    await setChannelStatus(scope, channelId, result.status);
    if (result.status.status === "live") await requestSync(scope, channel);
  });
  if (result.retry && !context.isLastAttempt) throw result.retry;
}

interface Attempt {
  status: { status: "live" | "degraded" | "action-needed"; reason: string | null };
  retry: Error | null;
}

async function attempt(call: () => Promise<void> | undefined): Promise<Attempt> {
  try {
    await call();
    return { status: { status: "live", reason: null }, retry: null };
  } catch (error) {
    if (error instanceof SendError && !error.retryable) return { status: { status: "action-needed", reason: error.message }, retry: null };
    if (error instanceof SendError || error instanceof TransportError) return { status: { status: "degraded", reason: error.message }, retry: error };
    throw error;
  }
}
