"use client";

import { useMemo, useState } from "react";
import type { ConversationRow } from "@/lib/schemas/conversation";
import { holdOrder } from "./patch-list";

/**
 * Rows in the order on screen: as long as the list is being read (scrolled, or the pointer moves over it) nothing slides under
 * the pointer; what would is counted in `waiting`. `key` names the list; another list starts fresh.
 */
export function useHeldOrder(rows: ConversationRow[], { isHeld, key }: { isHeld: boolean; key: string }): { shown: ConversationRow[]; waiting: number } {
  const [held, setHeld] = useState<{ key: string; ids: string[] }>({ key, ids: [] });
  const latest = useMemo(() => rows.map((row) => row.id), [rows]);
  const next = isHeld && held.key === key ? holdOrder(held.ids, latest) : { shown: latest, waiting: 0 };
  // Derived state, set while rendering as React documents for it: the next render needs the order of this one.
  if (held.key !== key || !isSame(held.ids, next.shown)) setHeld({ key, ids: next.shown });
  const byId = useMemo(() => new Map(rows.map((row) => [row.id, row])), [rows]);
  const shown = next.shown.flatMap((id) => byId.get(id) ?? []);
  return { shown, waiting: next.waiting };
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, i) => id === b[i]);
}
