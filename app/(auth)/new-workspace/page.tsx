import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AuthCard } from "@/components/auth/auth-card";
import { NewWorkspaceForm } from "@/components/auth/new-workspace-form";
import { SignOutButton } from "@/components/auth/sign-out-button";
import { listSeats } from "@/server/auth/list-seats";
import { requireSession } from "@/server/auth/page-session";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("auth"))("newWorkspaceTitle") };
}

/** Another workspace, or the first one of who came by Google or lost theirs. */
export default async function NewWorkspacePage() {
  const { user } = await requireSession("/new-workspace");
  const [t, seats] = await Promise.all([getTranslations("auth"), listSeats(user.id)]);
  const lead = seats.length > 0 ? t("newWorkspaceMore") : t("newWorkspaceLead", { email: user.email });
  return (
    <AuthCard title={t("newWorkspaceTitle")} lead={lead}>
      <div className="flex flex-col gap-3">
        <NewWorkspaceForm />
        {seats.length === 0 ? <SignOutButton next="/sign-in" /> : null}
      </div>
    </AuthCard>
  );
}
