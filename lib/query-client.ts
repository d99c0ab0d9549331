import { defaultShouldDehydrateQuery, QueryClient } from "@tanstack/react-query";
import superjson from "superjson";

const FRESH_MS = 30_000;

/** The query cache, the same on the server (prefetch) and in the browser. Pending queries travel too, so a page can stream. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      // Freshness comes from the change feed; this only keeps a hydrated page from asking again at once.
      queries: { staleTime: FRESH_MS },
      dehydrate: {
        serializeData: superjson.serialize,
        shouldDehydrateQuery: (query) => defaultShouldDehydrateQuery(query) || query.state.status === "pending",
      },
      hydrate: { deserializeData: superjson.deserialize },
    },
  });
}
