import type { ConversationRow } from "@/lib/schemas/conversation";
import type { Page } from "@/lib/schemas/page";
import { compareRows, isInList, type ListInput } from "./inbox-filter";

interface Patch {
  /** As they are now. */
  rows: readonly ConversationRow[];
  /** Asked for and not there any more, or not for these eyes. */
  goneIds: readonly string[];
  myAgentId: string;
}

/**
 * The loaded pages of one list after some conversations changed: each moves to its place, comes in, or leaves.
 * What would stand below the last loaded row waits for its page, since between them there may be rows nobody has loaded.
 */
export function patchList(pages: readonly Page<ConversationRow>[], input: ListInput, { rows, goneIds, myAgentId }: Patch): Page<ConversationRow>[] {
  const before = pages.flatMap((page) => page.items);
  const touched = new Set([...goneIds, ...rows.map((row) => row.id)]);
  const incoming = rows.filter((row) => isInList(row, input, myAgentId));
  if (incoming.length === 0 && !before.some((row) => touched.has(row.id))) return [...pages];
  const compare = compareRows(input.sort);
  const lastLoaded = before.at(-1);
  const hasMore = Boolean(pages.at(-1)?.nextCursor);
  const isLoaded = (row: ConversationRow) => !hasMore || !lastLoaded || compare(row, lastLoaded) <= 0;
  const items = [...before.filter((row) => !touched.has(row.id)), ...incoming.filter(isLoaded)].sort(compare);
  return spread(pages, items);
}

/** Back into pages of the sizes they had; the last takes what is over. Only the last page's cursor is ever used to go on. */
function spread(pages: readonly Page<ConversationRow>[], items: readonly ConversationRow[]): Page<ConversationRow>[] {
  let start = 0;
  return pages.map((page, i) => {
    const end = i === pages.length - 1 ? items.length : start + page.items.length;
    const part = items.slice(start, end);
    start = end;
    return { ...page, items: part };
  });
}

/**
 * The order on screen while the list is being read: rows keep their places, leave when they are gone, and grow at the end;
 * what would push in between waits and is counted.
 */
export function holdOrder(shown: readonly string[], latest: readonly string[]): { shown: string[]; waiting: number } {
  const place = new Map(latest.map((id, i) => [id, i]));
  const kept = shown.filter((id) => place.has(id));
  const known = new Set(kept);
  const end = Math.max(-1, ...kept.map((id) => place.get(id) ?? -1));
  const fresh = latest.filter((id) => !known.has(id));
  const tail = fresh.filter((id) => (place.get(id) ?? 0) > end);
  return { shown: [...kept, ...tail], waiting: fresh.length - tail.length };
}
