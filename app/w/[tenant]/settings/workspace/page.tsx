import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { NoPermission } from "@/components/people/no-permission";
import { SettingsHeader } from "@/components/people/settings-header";
import { WorkspaceForm } from "@/components/people/workspace-form";
import { requireSeat, seatMay } from "@/server/auth/require-seat";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("people"))("workspaceTitle") };
}

/** Settings, workspace: its name, time zone and language. */
export default async function WorkspaceSettings({ params }: { params: Promise<{ tenant: string }> }) {
  const { tenant } = await params;
  if (!(await seatMay(tenant, "tenant.manage"))) return <NoPermission />;
  const [{ seat }, t] = await Promise.all([requireSeat(tenant), getTranslations("people")]);
  const { tenantName: name, timeZone, locale } = seat;
  return (
    <>
      <SettingsHeader title={t("workspaceTitle")} lead={t("workspaceLead")} />
      <WorkspaceForm workspace={{ name, timeZone, locale }} timeZones={Intl.supportedValuesOf("timeZone")} />
    </>
  );
}
