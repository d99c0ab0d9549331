import type * as z from "zod";
import type { profileInput } from "@/lib/schemas/people";
import { outsideTenants } from "@/server/db/in-tenant";

/** Name, language and theme of a person, in all their workspaces: colleagues see the new name on their seats too, each by its own door. */
export async function updateProfile(userId: string, { name, locale, theme }: z.output<typeof profileInput>): Promise<void> {
  await outsideTenants((sql) => sql.query("update users set name = $2, locale = $3, theme = $4 where id = $1", [userId, name, locale, theme]));
}
