import { AppError } from "@/lib/errors";
import { type Act, SendError, TransportError } from "@/server/channels/contract";
import { adapterOf } from "@/server/channels/registry";
import { channelConfig } from "@/server/connections/channel-config";
import { transport } from "@/server/connections/transport";
import { log } from "@/server/log";
import { instruments } from "@/server/metrics/instruments";
import type { ActTarget } from "./act-target";

type Target = ActTarget & { handles?: Record<string, string> | null };

/** Asks the platform once, outside of any transaction. Throws what the adapter throws, after it has been noted. */
export async function callAct(tenantId: string, target: Target, act: Act): Promise<void> {
  const { kind, id: channelId } = target.channel;
  const note = (outcome: string) => instruments().acts.inc({ kind, act: act.type, outcome });
  try {
    const config = channelConfig(tenantId, target.channel);
    await adapterOf(kind).acts?.perform({ act, to: target.to, thread: target.thread, config, handles: target.handles ?? undefined }, transport);
    note("done");
  } catch (error) {
    note("failed");
    log().info({ err: error, kind, act: act.type, tenantId, channelId }, "act not performed");
    throw error;
  }
}

/** For what an agent waits for: a refusal in the platform's words, or that nobody knows. Throws AppError conflict `refused-by-platform`, unavailable `platform-away`. */
export async function callActOrRefuse(tenantId: string, target: Target, act: Act): Promise<void> {
  try {
    await callAct(tenantId, target, act);
  } catch (error) {
    throw asRefusal(error, adapterOf(target.channel.kind).title);
  }
}

function asRefusal(error: unknown, title: string): unknown {
  const isAway = error instanceof TransportError || (error instanceof SendError && (error.retryable || error.kind === "unknown"));
  if (isAway) {
    const publicMessage = `${title} does not answer. Look at the customer's side, or try again in a minute.`;
    return new AppError("unavailable", "platform does not answer", { reason: "platform-away", publicMessage, cause: error });
  }
  if (!(error instanceof SendError)) return error;
  const publicMessage = error.message ? `${title} refused: ${error.message}` : `${title} refused it.`;
  return new AppError("conflict", "platform refused", { reason: "refused-by-platform", publicMessage, data: { code: error.code }, cause: error });
}
