import { AppError, notFound } from "@/lib/errors";
import { may, PERMISSIONS, type Permission } from "@/server/access/roles";
import { isId } from "@/server/db/ids";
import type { Scope } from "@/server/db/scope";

export interface ApiKeyView {
  id: string;
  name: string;
  /** Its first characters, to tell keys apart. */
  hint: string;
  scopes: string[];
  createdAt: Date;
  lastUsedAt: Date | null;
}

/** The tenant's keys that work, the newest first. */
export async function listApiKeys(scope: Scope): Promise<ApiKeyView[]> {
  const { rows } = await scope.sql.query<ApiKeyView>(
    `select id, name, hint, scopes, created_at as "createdAt", last_used_at as "lastUsedAt" from api_keys
      where tenant_id = $1 and revoked_at is null order by created_at desc, id desc`,
    [scope.tenantId],
  );
  return rows;
}

/** Ends a key: its next request is refused. Throws not-found when there is none that works. */
export async function revokeApiKey(scope: Scope, keyId: string): Promise<void> {
  if (!isId(keyId)) throw notFound("api key");
  const { rowCount } = await scope.sql.query("update api_keys set revoked_at = $3 where tenant_id = $1 and id = $2 and revoked_at is null", [
    scope.tenantId,
    keyId,
    scope.now,
  ]);
  if (rowCount === 0) throw notFound("api key");
}

/** Throws unless every scope is a permission that the maker has: a key must not be a way past one's own role. "*" is for owners. */
export function assertMayGrant({ actor }: Scope, scopes: string[]): void {
  const isOwner = actor.type === "agent" && actor.role === "owner";
  const known = (scope: string): scope is Permission => Object.hasOwn(PERMISSIONS, scope);
  for (const scope of scopes) {
    if (scope === "*" ? isOwner : known(scope) && may(actor, scope)) continue;
    throw new AppError("forbidden", `may not grant ${scope}`, { reason: "missing-permission", publicMessage: "A key may not do more than you may." });
  }
}
