import type { Fold } from "./fold";
import { mailKey } from "./mail-key";
import { type LaneItem, threadKeyOf } from "./world";

/**
 * Under which key a mail begins a conversation. A thread goes by its first mail; whoever stands outside it, or finds that name taken
 * by a conversation they do not join, goes by their own.
 */
export function nameThread(fold: Fold, item: LaneItem, { key, isOutside }: { key: string | null; isOutside: boolean }): string {
  const own = key ?? item.dedupKey;
  const names = item.thread && !isOutside ? [mailKey(item.thread), own] : [own];
  return names.find((name) => !fold.conversations.has(threadKeyOf(item.channelId, name))) ?? `${own} ${fold.newId()}`;
}
