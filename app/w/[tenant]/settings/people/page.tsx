import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { NoPermission } from "@/components/people/no-permission";
import { PeoplePage } from "@/components/people/people-page";
import { seatMay } from "@/server/auth/require-seat";
import { pageQueryClient, pageTrpc } from "@/server/trpc/prefetch";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("people"))("peopleTitle") };
}

/** Settings, people: who sits here, in which role, and who is invited. */
export default async function PeopleSettings({ params }: { params: Promise<{ tenant: string }> }) {
  const { tenant } = await params;
  if (!(await seatMay(tenant, "agents.manage"))) return <NoPermission />;
  const [trpc, client] = [pageTrpc(tenant), pageQueryClient()];
  await Promise.all([client.prefetchQuery(trpc.people.list.queryOptions()), client.prefetchQuery(trpc.people.invitations.queryOptions())]);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <PeoplePage />
    </HydrationBoundary>
  );
}
