import { required } from "@/lib/env";
import { assertSafeRole } from "@/server/db/check-role";
import { migrate } from "@/server/db/migrate";

/** `migrate`: what is missing, and the application's role to the login of DATABASE_URL. */
export async function migrateCommand() {
  const appUrl = required("DATABASE_URL");
  await assertSafeRole(appUrl);
  return { applied: await migrate(required("DATABASE_MIGRATION_URL"), decodeURIComponent(new URL(appUrl).username)) };
}
