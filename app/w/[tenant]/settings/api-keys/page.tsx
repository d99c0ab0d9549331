import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ApiKeysPage } from "@/components/people/api-keys-page";
import { NoPermission } from "@/components/people/no-permission";
import { seatMay } from "@/server/auth/require-seat";
import { pageQueryClient, pageTrpc } from "@/server/trpc/prefetch";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("people"))("keysTitle") };
}

/** Settings, API keys. */
export default async function ApiKeySettings({ params }: { params: Promise<{ tenant: string }> }) {
  const { tenant } = await params;
  if (!(await seatMay(tenant, "api-keys.manage"))) return <NoPermission />;
  const client = pageQueryClient();
  await client.prefetchQuery(pageTrpc(tenant).tenants.apiKeys.queryOptions());
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <ApiKeysPage />
    </HydrationBoundary>
  );
}
