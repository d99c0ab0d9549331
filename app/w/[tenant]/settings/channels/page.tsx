import { dehydrate } from "@tanstack/react-query";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ChannelsPage } from "@/components/connections/channels-page";
import { Prefetched } from "@/components/trpc/prefetched";
import { pageCursor, pageQueryClient, pageTrpc } from "@/server/trpc/prefetch";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("channels"))("title") };
}

/** Settings, channels: what is connected and how it is, and what can be connected. */
export default async function Page({ params }: { params: Promise<{ tenant: string }> }) {
  const { tenant } = await params;
  const cursor = await pageCursor(tenant);
  const trpc = pageTrpc(tenant);
  const client = pageQueryClient();
  await Promise.all([client.prefetchQuery(trpc.channels.list.queryOptions()), client.prefetchQuery(trpc.channels.kinds.queryOptions())]);
  return (
    <Prefetched state={dehydrate(client)} cursor={cursor}>
      <ChannelsPage />
    </Prefetched>
  );
}
