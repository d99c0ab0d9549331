import { createHash } from "node:crypto";
import type { InboundItem } from "@/server/channels/contract";
import { sanitise, sanitiseText } from "./sanitise";
import { tidyEvent } from "./tidy-event";
import { tidyWindow } from "./tidy-window";

/** An item as it goes into its lane. */
export interface PreparedItem {
  position: number;
  account: string | null;
  /** Of its lane; "" is the channel's own. */
  threadKey: string;
  dedupKey: string;
  item: StoredItem;
}

/** What the lane keeps of it, as jsonb. */
export interface StoredItem {
  thread: string | null;
  providerAt: string | null;
  window?: InboundItem["window"];
  event: InboundItem["event"];
}

/** An index entry of PostgreSQL ends at 2,704 bytes, three such keys share one: longer ones become a prefix and a hash. */
const MAX_KEY_LENGTH = 255;
const EARLIEST_MS = Date.UTC(1990, 0, 1);
/** A platform's clock may run ahead of ours; further than this it is wrong, and the instant of receipt stands in. */
const MAX_AHEAD_MS = 60_000;

/** Makes what an adapter read safe to store: clean text, names fit to show, keys that fit an index, instants that are instants. Positions are kept. */
export function prepareItems(items: InboundItem[], receivedAt: Date): PreparedItem[] {
  return items.map((item, position) => {
    const event = tidyEvent(sanitise(item.event) as InboundItem["event"]);
    const thread = typeof item.thread === "string" && item.thread !== "" ? fitKey(item.thread) : null;
    const window = item.window && tidyWindow(item.window);
    return {
      position,
      account: item.account === null || item.account === undefined ? null : sanitiseText(String(item.account)),
      threadKey: thread ?? (item.lane ? fitKey(item.lane) : ""),
      // An adapter that gives no key is wrong, and still nothing may be lost: the same content counts as the same thing.
      dedupKey: item.dedupKey ? fitKey(item.dedupKey) : hash(JSON.stringify(event)),
      item: { thread, providerAt: instant(item.providerAt, receivedAt), ...(window && { window }), event },
    };
  });
}

/** A key as the database holds it: whoever looks something up by a platform's id passes it through here. */
export function fitKey(key: string): string {
  const text = sanitiseText(String(key));
  // Made storable again: the cut may go through a character.
  return text.length <= MAX_KEY_LENGTH ? text : `${sanitiseText(text.slice(0, 120))}#${hash(text)}`;
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function instant(text: string | null, receivedAt: Date): string | null {
  const ms = typeof text === "string" ? Date.parse(text) : Number.NaN;
  if (!Number.isFinite(ms) || ms < EARLIEST_MS) return null;
  return ms > receivedAt.getTime() + MAX_AHEAD_MS ? receivedAt.toISOString() : new Date(ms).toISOString();
}
