import type * as z from "zod";
import type { workspaceInput } from "@/lib/schemas/people";
import type { Scope } from "@/server/db/scope";

/** Name, time zone and language of the workspace. Its slug stays: it stands in bookmarks and in links of mails. */
export async function updateTenant({ sql, tenantId }: Scope, { name, timeZone, locale }: z.output<typeof workspaceInput>): Promise<void> {
  await sql.query("update tenants set name = $2, time_zone = $3, locale = $4 where id = $1", [tenantId, name, timeZone, locale]);
}
