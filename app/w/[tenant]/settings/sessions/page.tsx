import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { SessionsList } from "@/components/people/sessions-list";
import { requireSeat } from "@/server/auth/require-seat";
import { pageQueryClient, pageTrpc } from "@/server/trpc/prefetch";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("people"))("sessionsTitle") };
}

/** Settings, sessions: where one is signed in. */
export default async function SessionsSettings({ params }: { params: Promise<{ tenant: string }> }) {
  const { tenant } = await params;
  const { session } = await requireSeat(tenant);
  const client = pageQueryClient();
  await client.prefetchQuery(pageTrpc(tenant).session.list.queryOptions());
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <SessionsList ownId={session.sessionId} />
    </HydrationBoundary>
  );
}
