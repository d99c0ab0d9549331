import { createTRPCOptionsProxy } from "@trpc/tanstack-react-query";
import { headers } from "next/headers";
import { cache } from "react";
import { makeQueryClient } from "@/lib/query-client";
import { type Context, createContext, TENANT_HEADER } from "./context";
import { appRouter } from "./router";

/** The query cache of the page that is being rendered. */
export const pageQueryClient = cache(makeQueryClient);

const pageContext = cache(async (tenantSlug: string): Promise<Context> => {
  const own = new Headers(await headers());
  own.set(TENANT_HEADER, tenantSlug);
  return createContext(own);
});

/**
 * Query options for server components: `void pageQueryClient().prefetchQuery(pageTrpc(slug).x.queryOptions())`, then hydrate.
 * Procedures run in this process with the visitor's own session: no HTTP, the same checks. "" is outside any workspace.
 */
export const pageTrpc = cache((tenantSlug: string) =>
  createTRPCOptionsProxy({ ctx: () => pageContext(tenantSlug), router: appRouter, queryClient: pageQueryClient }),
);

/** Calls procedures from a server component or action as the visitor; throws TRPCError. */
export async function pageCaller(tenantSlug: string) {
  return appRouter.createCaller(await pageContext(tenantSlug));
}

/** Where the change feed stands. Asked for before the page's first query, it says from where on that page may be old. */
export async function pageCursor(tenantSlug: string): Promise<number> {
  return (await (await pageCaller(tenantSlug)).events.since({ after: null })).cursor;
}
