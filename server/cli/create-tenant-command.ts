import type { Locale } from "@/lib/locales";
import { SYSTEM } from "@/server/access/actor";
import { createApiKey } from "@/server/auth/api-keys";
import { findOrCreateUser } from "@/server/auth/find-or-create-user";
import { inTenant } from "@/server/db/in-tenant";
import { createTenant } from "@/server/tenants/create-tenant";
import { UsageError } from "./usage-error";

interface CreateTenantOptions {
  name: string;
  ownerEmail: string;
  ownerPassword: string;
  timeZone: string;
  locale: Locale;
}

/** `tenant create`: the owner's account (or the one with this address and password), the workspace, and a key for everything in it. */
export async function createTenantCommand(options: CreateTenantOptions) {
  checkOptions(options);
  const { name, ownerEmail, ownerPassword, timeZone, locale } = options;
  const ownerName = ownerEmail.split("@")[0] || ownerEmail;
  const { userId } = await findOrCreateUser({ email: ownerEmail, name: ownerName, password: ownerPassword, locale, isEmailVerified: true });
  const { tenantId, slug, ownerAgentId } = await createTenant({ name: name.trim(), timeZone, locale, owner: { userId, name: ownerName } });
  const { key } = await inTenant(tenantId, SYSTEM, (scope) => createApiKey(scope, { name: "command line", scopes: ["*"] }));
  return { tenantId, slug, ownerId: ownerAgentId, apiKey: key };
}

function checkOptions({ name, ownerPassword, timeZone }: CreateTenantOptions): void {
  if (!name.trim()) throw new UsageError("--name is empty");
  if (ownerPassword.length < 8) throw new UsageError("--owner-password needs at least 8 characters");
  try {
    new Intl.DateTimeFormat("en", { timeZone });
  } catch {
    throw new UsageError(`--time-zone ${timeZone} is not an IANA time zone such as Europe/Stockholm`);
  }
}
