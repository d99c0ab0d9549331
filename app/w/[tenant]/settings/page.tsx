import { redirect } from "next/navigation";

/** Settings begin with what everybody has. */
export default async function SettingsPage({ params }: { params: Promise<{ tenant: string }> }) {
  redirect(`/w/${(await params).tenant}/settings/profile`);
}
