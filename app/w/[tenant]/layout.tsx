import type { Metadata } from "next";
import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { ChannelSheet } from "@/components/channels/channel-sheet";
import { RememberWorkspace } from "@/components/people/remember-workspace";
import { RealtimeProvider } from "@/components/realtime/realtime-provider";
import { DeskProvider } from "@/components/shell/desk-context";
import { DeskShell } from "@/components/shell/desk-shell";
import { ApiProvider } from "@/components/trpc/provider";
import { requireSeat } from "@/server/auth/require-seat";
import { pageCaller } from "@/server/trpc/prefetch";

interface DeskParams {
  params: Promise<{ tenant: string }>;
  children: ReactNode;
}

export async function generateMetadata({ params }: Pick<DeskParams, "params">): Promise<Metadata> {
  const { seat } = await requireSeat((await params).tenant);
  return { title: { default: seat.tenantName, template: `%s · ${seat.tenantName}` } };
}

/** The desk: who sits here, the change feed from before the first query on, and the frame. */
export default async function DeskLayout({ params, children }: DeskParams) {
  const { tenant } = await params;
  await requireSeat(tenant);
  const caller = await pageCaller(tenant);
  const [me, feed, looks] = await Promise.all([caller.session.me(), caller.events.since({ after: null }), caller.channels.looks()]);
  const { seat } = me;
  if (!seat) notFound();
  return (
    <ApiProvider tenant={tenant} key={tenant}>
      <RememberWorkspace />
      <ChannelSheet looks={looks} />
      <DeskProvider desk={{ ...me, seat }}>
        <RealtimeProvider initialCursor={feed.cursor}>
          <DeskShell>{children}</DeskShell>
        </RealtimeProvider>
      </DeskProvider>
    </ApiProvider>
  );
}
