import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ContactScreen } from "@/components/contact/contact-screen";
import { requireSeat } from "@/server/auth/require-seat";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("contact"))("title") };
}

/** One person: where they are reached, what is known, every conversation. */
export default async function ContactPage({ params }: { params: Promise<{ tenant: string; contact: string }> }) {
  const { tenant, contact } = await params;
  await requireSeat(tenant);
  return <ContactScreen contactId={contact} />;
}
