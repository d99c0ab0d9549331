import type { InboundEvent, Party } from "@/server/channels/contract";
import { isId } from "@/server/db/ids";
import { fitKey } from "./prepare-items";
import type { LaneItem } from "./world";

type Address = Pick<Party, "scope" | "value">;

interface PartyKey {
  channelId: string;
  scope: string;
  value: string;
}

/** What a batch of items will look up, as one list a query. */
export interface BatchKeys {
  channelIds: string[];
  parties: PartyKey[];
  threads: { channelId: string; threadKey: string }[];
  dedupKeys: { channelId: string; dedupKey: string }[];
  sources: { eventId: string; position: number }[];
  externals: { channelId: string; thread: string | null; externalId: string }[];
  /** Our own message ids that echoes carry back. */
  messageIds: string[];
  /** To whom statuses by watermark were sent. */
  watermarks: (PartyKey & { until: string })[];
  /** Threads in which an echo without our mark may be a send that is still running. */
  unmarkedEchoes: { channelId: string; threadKey: string }[];
  /** People whom the platform knows by several addresses: their conversations may stand under any of these. */
  manyNamed: PartyKey[];
  /** Threads that go on under another key: whom their conversations belong to. */
  movedThreads: { channelId: string; threadKey: string; to: string }[];
}

/** Reads the keys off the items, each once. Pure. */
export function batchKeys(items: LaneItem[]): BatchKeys {
  const keys: BatchKeys = {
    channelIds: [...new Set(items.map((item) => item.channelId))],
    parties: [],
    threads: [],
    dedupKeys: [],
    sources: [],
    externals: [],
    messageIds: [],
    watermarks: [],
    unmarkedEchoes: [],
    manyNamed: [],
    movedThreads: [],
  };
  for (const item of items) gather(keys, item);
  const { parties, manyNamed } = keys;
  return { ...keys, parties: distinct(parties), manyNamed: distinct(manyNamed), threads: distinct(keys.threads), externals: distinct(keys.externals) };
}

/** What becomes a message of its own. */
const MESSAGES = new Set<InboundEvent["type"]>(["message", "echo", "notice"]);

function gather(keys: BatchKeys, item: LaneItem): void {
  const { event, channelId, thread } = item;
  const party = (given: Address) => ({ channelId, scope: fitKey(given.scope), value: fitKey(given.value) });
  const person = (given: Party) => {
    const addresses = [given, ...(given.also ?? [])].map(party);
    keys.parties.push(...addresses);
    if (given.also) keys.manyNamed.push(...addresses);
  };
  const external = (externalId: string) => keys.externals.push({ channelId, thread, externalId: fitKey(externalId) });
  const inThread = (of: Party) => ({ channelId, threadKey: thread ?? fitKey(of.value) });
  if (MESSAGES.has(event.type)) keys.dedupKeys.push({ channelId, dedupKey: item.dedupKey });
  if (thread && (item.window || "opensWindow" in event)) keys.threads.push({ channelId, threadKey: thread });
  switch (event.type) {
    case "message":
      person(event.from);
      if (event.conversationParty) person(event.conversationParty);
      keys.threads.push(inThread(event.conversationParty ?? event.from));
      keys.sources.push({ eventId: item.eventId, position: item.position });
      if (event.replyToExternalId) external(event.replyToExternalId);
      return;
    case "echo":
      person(event.to);
      keys.threads.push(inThread(event.to));
      external(event.externalId);
      if (event.clientRef) keys.messageIds.push(...(isId(event.clientRef) ? [event.clientRef] : []));
      else keys.unmarkedEchoes.push(inThread(event.to));
      return;
    case "edit":
    case "delete":
      external(event.externalId);
      if (thread) keys.threads.push({ channelId, threadKey: thread });
      return;
    case "reaction":
      person(event.from);
      external(event.externalId);
      return;
    case "status":
      event.externalIds.forEach(external);
      if (event.to) keys.parties.push(party(event.to));
      // Which are older than the named one shows when it has been looked up.
      if (event.to && event.isUpTo) keys.watermarks.push({ ...party(event.to), until: item.receivedAt.toISOString() });
      if (event.to && event.watermark) keys.watermarks.push({ ...party(event.to), until: event.watermark });
      return;
    case "notice":
      keys.parties.push(party(event.from));
      keys.threads.push(inThread(event.from));
      return;
    case "typing":
      keys.threads.push(inThread(event.from));
      return;
    case "blocked":
    case "unblocked":
      keys.parties.push(party(event.from));
      return;
    case "moved":
      person({ ...event.from, also: [event.to] });
      keys.threads.push(inThread(event.from), { channelId, threadKey: fitKey(event.to.value) });
      return;
    case "thread-moved":
      if (!thread) return;
      keys.threads.push({ channelId, threadKey: thread }, { channelId, threadKey: fitKey(event.to) });
      keys.movedThreads.push({ channelId, threadKey: thread, to: fitKey(event.to) });
      return;
  }
}

function distinct<T extends object>(rows: T[]): T[] {
  return [...new Map(rows.map((row) => [Object.values(row).join("\n"), row])).values()];
}
