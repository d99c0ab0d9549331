import { SYSTEM } from "@/server/access/actor";
import { appPool } from "@/server/db/client";
import { asUnavailable } from "@/server/db/db-errors";
import { newId } from "@/server/db/ids";
import { inTenant } from "@/server/db/in-tenant";
import type { Scope } from "@/server/db/scope";
import { hashToken, isToken, newToken } from "./tokens";

// A fixed prefix lets secret scanners find a key that was committed somewhere.
const PREFIX = "parley_";
const HINT_LENGTH = PREFIX.length + 6;

export interface ApiKeyInput {
  name: string;
  /** Permissions of access/roles.ts; ["*"] is everything. */
  scopes: string[];
}

/** Makes a key of the scope's tenant. The key itself is shown here once and never again: only its sha256 is stored. */
export async function createApiKey(scope: Scope, input: ApiKeyInput): Promise<{ id: string; key: string }> {
  const id = newId();
  const key = `${PREFIX}${newToken()}`;
  await scope.sql.query("insert into api_keys (tenant_id, id, name, key_hash, hint, scopes, created_at) values ($1, $2, $3, $4, $5, $6, $7)", [
    scope.tenantId,
    id,
    input.name,
    hashToken(key),
    key.slice(0, HINT_LENGTH),
    input.scopes,
    scope.now,
  ]);
  return { id, key };
}

/** Whose key this is and what it may; null for one that never was or is revoked. */
export async function findApiKey(key: string): Promise<{ tenantId: string; id: string; scopes: string[] } | null> {
  if (!key.startsWith(PREFIX) || !isToken(key.slice(PREFIX.length))) return null;
  // Every API call begins here: one statement alone, because a transaction around it would cost two more round trips.
  const { rows } = await appPool()
    .query<{ tenantId: string; id: string; scopes: string[] }>('select tenant_id as "tenantId", id, scopes from lookup.api_key($1)', [hashToken(key)])
    .catch((error: unknown) => {
      throw asUnavailable(error);
    });
  const found = rows[0];
  if (found) await noteUse(found.tenantId, found.id);
  return found ?? null;
}

const NOTED_EVERY_MS = 60 * 60_000;
const MAX_NOTED = 10_000;
const noted = new Map<string, number>();

/** Writes down that a key is used, at most hourly a process: a key makes a thousand calls a second, its row need not change with each. */
async function noteUse(tenantId: string, keyId: string): Promise<void> {
  const nowMs = Date.now();
  if (nowMs - (noted.get(keyId) ?? 0) < NOTED_EVERY_MS) return;
  if (noted.size >= MAX_NOTED) noted.clear();
  noted.set(keyId, nowMs);
  await inTenant(tenantId, SYSTEM, ({ sql }) => sql.query("update api_keys set last_used_at = now() where tenant_id = $1 and id = $2", [tenantId, keyId]));
}
