import { SYSTEM } from "@/server/access/actor";
import { inTenant } from "@/server/db/in-tenant";
import { deleteTenant } from "@/server/tenants/delete-tenant";
import { accessTenant } from "./find-tenant";
import { UsageError } from "./usage-error";

/** `tenant delete --yes`: everything of the tenant, at once and for good. */
export async function deleteTenantCommand(slug: string, isConfirmed: boolean) {
  const { tenantId } = await accessTenant(slug);
  if (!isConfirmed) throw new UsageError(`This deletes everything in ${slug}, for good. Add --yes to do it.`);
  await inTenant(tenantId, SYSTEM, deleteTenant);
  return { tenantId, slug, deleted: true };
}
