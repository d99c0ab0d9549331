import { AppError } from "@/lib/errors";
import type { RawRequest } from "@/server/channels/contract";
import { adapterOf } from "@/server/channels/registry";
import { secretsOf } from "@/server/connections/platform-app";
import type { ChannelRef } from "./find-channel";
import { prepareItems } from "./prepare-items";
import { ofChannel } from "./receive-webhook";
import { type EventSource, type EventToStore, storeTogether } from "./store-events";
import { whyUnreadable } from "./why-unreadable";

interface StoreEventInput {
  source: EventSource;
  channel: ChannelRef;
  request: RawRequest;
}

/**
 * Intake for sources whose channel is known (our API, the widget): read by the kind's adapter, then stored like a webhook.
 * Resolves after the commit. Throws `invalid` for a body the adapter cannot read, `unavailable` while the database is away.
 */
export async function storeEvent(input: StoreEventInput): Promise<{ items: { dedupKey: string; isNew: boolean }[] }> {
  const event = await readEvent(input, new Date());
  if (event.state !== "accepted") throw new AppError("invalid", `unreadable ${event.kind} event: ${event.reason}`, { reason: "unparseable" });
  const results = await storeTogether(event);
  const isNew = new Map(results.map((result) => [result.position, result.isNew]));
  return { items: event.items.map((item) => ({ dedupKey: item.dedupKey, isNew: isNew.get(item.position) ?? false })) };
}

/** The event as it will be stored; a body the adapter cannot read is kept as rejected, without items. */
export async function readEvent({ source, channel, request }: StoreEventInput, receivedAt: Date): Promise<EventToStore> {
  const adapter = adapterOf(channel.kind);
  const base = { kind: channel.kind, source, channel, request, receivedAt };
  try {
    const items = await adapter.inbound.normalise(request, secretsOf(adapter, channel));
    const own = items.map((item) => ofChannel(item, channel));
    return { ...base, state: "accepted", reason: null, items: prepareItems(own, receivedAt) };
  } catch (error) {
    return { ...base, state: "rejected", reason: whyUnreadable(error), items: [] };
  }
}
