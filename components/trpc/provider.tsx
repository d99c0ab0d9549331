"use client";

import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createTRPCClient, httpBatchLink, TRPCClientError, type TRPCLink } from "@trpc/client";
import { observable } from "@trpc/server/observable";
import { type ReactNode, useState } from "react";
import superjson from "superjson";
import { makeQueryClient } from "@/lib/query-client";
import type { AppRouter } from "@/server/trpc/router";
import { TRPCProvider } from "./context";

const MAX_URL_LENGTH = 6_000;

// One cache per workspace for the life of the tab: query keys do not name the tenant, so two tenants must never share one.
const browserCaches = new Map<string, QueryClient>();

function queryCache(tenant: string): QueryClient {
  if (typeof window === "undefined") return makeQueryClient();
  const cache = browserCaches.get(tenant) ?? makeQueryClient();
  browserCaches.set(tenant, cache);
  return cache;
}

/** On the server a component that suspends on a query nobody prefetched would call our own API without cookies: say so instead. */
const refuseOnServer: TRPCLink<AppRouter> = () => (call) =>
  typeof window === "undefined"
    ? observable((observer) => observer.error(TRPCClientError.from(new Error(`prefetch ${call.op.path} in the page`))))
    : call.next(call.op);

function makeClient(tenant: string) {
  return createTRPCClient<AppRouter>({
    links: [
      refuseOnServer,
      httpBatchLink({
        url: "/api/trpc",
        transformer: superjson,
        maxURLLength: MAX_URL_LENGTH,
        headers: () => (tenant ? { "x-parley-tenant": tenant } : {}),
      }),
    ],
  });
}

/** Gives the tree below it tRPC in one workspace (its slug, from the URL); "" outside any. Mount it with `key={tenant}`. */
export function ApiProvider({ tenant, children }: { tenant: string; children: ReactNode }) {
  const [client] = useState(() => makeClient(tenant));
  const [queryClient] = useState(() => queryCache(tenant));
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={client} queryClient={queryClient}>
        {children}
      </TRPCProvider>
    </QueryClientProvider>
  );
}
