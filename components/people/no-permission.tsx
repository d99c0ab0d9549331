import { Lock } from "lucide-react";
import { useTranslations } from "next-intl";
import { EmptyState } from "@/components/ui/empty-state";

/** A settings page that this role does not see; reached by an address only, for the menu leaves it out. */
export function NoPermission() {
  const t = useTranslations("people");
  return <EmptyState icon={<Lock aria-hidden />} title={t("noPermissionTitle")} description={t("noPermissionText")} />;
}
