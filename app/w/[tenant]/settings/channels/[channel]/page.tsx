import { dehydrate } from "@tanstack/react-query";
import { ChannelPage } from "@/components/connections/channel-page";
import { Prefetched } from "@/components/trpc/prefetched";
import { pageCursor, pageQueryClient, pageTrpc } from "@/server/trpc/prefetch";

/** One channel: its health, its settings and, for the widget, the line to put on a website. */
export default async function Page({ params }: { params: Promise<{ tenant: string; channel: string }> }) {
  const { tenant, channel } = await params;
  const cursor = await pageCursor(tenant);
  const client = pageQueryClient();
  await client.prefetchQuery(pageTrpc(tenant).channels.get.queryOptions({ id: channel }));
  return (
    <Prefetched state={dehydrate(client)} cursor={cursor}>
      <ChannelPage channelId={channel} />
    </Prefetched>
  );
}
