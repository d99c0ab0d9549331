import { redirect } from "next/navigation";
import { homePath } from "@/server/auth/home-path";
import { listSeats } from "@/server/auth/list-seats";
import { requireSession } from "@/server/auth/page-session";
import { findLastTenant } from "@/server/auth/remember-tenant";

/** On to the workspace one looked at last. */
export default async function WorkspacesPage() {
  const { user } = await requireSession("/w");
  const [seats, last] = await Promise.all([listSeats(user.id), findLastTenant(user.id)]);
  redirect(homePath(seats, last) ?? "/new-workspace");
}
