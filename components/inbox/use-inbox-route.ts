"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useCallback, useMemo } from "react";
import { useDesk } from "@/components/shell/desk-context";
import { type InboxFilter, readFilter, writeFilter } from "./inbox-filter";

interface InboxRoute {
  conversationId: string | null;
  filter: InboxFilter;
  /** The address of a conversation in the present list. */
  hrefOf(conversationId: string | null): string;
  open(conversationId: string | null): void;
  setFilter(change: Partial<InboxFilter>): void;
}

/**
 * The inbox's place in the address: which conversation, which list. Changes go through the history API, which Next follows
 * without asking the server: opening a conversation costs no page load, and Back works.
 */
export function useInboxRoute(): InboxRoute {
  const { path } = useDesk();
  const pathname = usePathname();
  const search = useSearchParams();
  const base = path("/inbox");
  const conversationId = pathname.startsWith(`${base}/`) ? decodeURIComponent(pathname.slice(base.length + 1)) || null : null;
  const filter = useMemo(() => readFilter(search), [search]);
  const hrefOf = useCallback((id: string | null) => (id ? `${base}/${id}` : base) + writeFilter(filter), [base, filter]);
  const open = useCallback(
    (id: string | null) => {
      const href = hrefOf(id);
      if (href !== window.location.pathname + window.location.search) window.history.pushState(null, "", href);
    },
    [hrefOf],
  );
  const setFilter = useCallback(
    (change: Partial<InboxFilter>) => window.history.replaceState(null, "", pathname + writeFilter({ ...filter, ...change })),
    [pathname, filter],
  );
  return { conversationId, filter, hrefOf, open, setFilter };
}
