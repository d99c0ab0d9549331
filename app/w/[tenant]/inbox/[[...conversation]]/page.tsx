import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { InboxScreen } from "@/components/inbox/inbox-screen";
import { requireSeat } from "@/server/auth/require-seat";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("inbox"))("title") };
}

/** One page for the list and every conversation: moving between them happens in the browser. */
export default async function InboxPage({ params }: { params: Promise<{ tenant: string }> }) {
  await requireSeat((await params).tenant);
  return <InboxScreen />;
}
