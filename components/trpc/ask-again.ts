import type { DehydratedState, QueryClient } from "@tanstack/react-query";

interface Places {
  /** Where the change feed stood before the page's first query. */
  prefetchedAt: number;
  /** Up to where this screen has heard. */
  heardUpTo: number;
}

/**
 * Marks what a page brought along as old when the screen has heard of changes since: a page that was rendered before a change and
 * arrives after it would put back what the change replaced, whichever clock says which of the two is newer.
 */
export function askAgain(queryClient: QueryClient, { queries }: DehydratedState, { prefetchedAt, heardUpTo }: Places): void {
  if (heardUpTo <= prefetchedAt) return;
  for (const { queryKey } of queries) void queryClient.invalidateQueries({ queryKey, exact: true });
}
