import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ChooseAccount } from "@/components/connections/choose-account";
import { pageQueryClient, pageTrpc } from "@/server/trpc/prefetch";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("channels"))("chooseTitle") };
}

/** Back from the platform: which of the offered accounts to connect. */
export default async function Page({ params }: { params: Promise<{ tenant: string; attempt: string }> }) {
  const { tenant, attempt } = await params;
  const client = pageQueryClient();
  await client.prefetchQuery(pageTrpc(tenant).channels.attempt.queryOptions({ id: attempt }));
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <ChooseAccount attemptId={attempt} />
    </HydrationBoundary>
  );
}
