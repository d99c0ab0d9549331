import { inTenant } from "@/server/db/in-tenant";
import type { WidgetChannel } from "./find-widget-channel";
import { VISITOR } from "./start-session";

/** What the business called the channel: the panel's heading unless the settings have a title. */
export async function findChannelName({ tenantId, id }: Pick<WidgetChannel, "tenantId" | "id">): Promise<string> {
  const { rows } = await inTenant(tenantId, VISITOR, ({ sql }) =>
    sql.query<{ name: string }>("select name from channels where tenant_id = $1 and id = $2", [tenantId, id]),
  );
  return rows[0]?.name ?? "";
}
