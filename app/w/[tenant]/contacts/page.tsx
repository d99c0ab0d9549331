import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ContactsScreen } from "@/components/contact/contacts-screen";
import { requireSeat } from "@/server/auth/require-seat";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("contact"))("title") };
}

/** Everybody who has written, newest first. */
export default async function ContactsPage({ params }: { params: Promise<{ tenant: string }> }) {
  await requireSeat((await params).tenant);
  return <ContactsScreen />;
}
