import { AppError } from "@/lib/errors";
import { findApiKey } from "@/server/auth/api-keys";
import { inTenant } from "@/server/db/in-tenant";
import type { RestContext } from "./route";

/** Whose key it is. Throws unauthenticated for none, a malformed, an unknown or a revoked one: they look the same. */
export async function authenticate(request: Request): Promise<RestContext> {
  const key = /^Bearer +(\S+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  const found = key ? await findApiKey(key) : null;
  if (!found) throw new AppError("unauthenticated", "no valid API key", { publicMessage: "Send a valid API key: Authorization: Bearer <key>." });
  const actor = { type: "api-key", id: found.id, scopes: found.scopes } as const;
  return { request, tenantId: found.tenantId, actor, inTenant: (fn) => inTenant(found.tenantId, actor, fn) };
}
