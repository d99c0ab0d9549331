import { notFound } from "@/lib/errors";
import { assertMay } from "@/server/access/roles";
import type { ConnectCandidate } from "@/server/channels/contract";
import { isId } from "@/server/db/ids";
import type { Scope } from "@/server/db/scope";
import { decryptCredentials } from "./credentials";

export interface AttemptAccount {
  accountId: string;
  name: string;
  /** Why it cannot be chosen, as the platform's adapter says it. */
  problem: string | null;
  /** Where the account is connected now. The other workspace is never named. */
  connected: "no" | "here" | "elsewhere";
}

/** The way from an attempt's id to what the platform offered. Throws not-found for another's, an expired or an unknown one. */
export async function accessAttempt(scope: Scope, id: string): Promise<{ kind: string; method: string; error: string | null; candidates: ConnectCandidate[] }> {
  assertMay(scope.actor, "channels.manage");
  const row = isId(id) ? await scope.db.connectionAttempt.findUnique({ where: { tenantId_id: { tenantId: scope.tenantId, id } } }) : null;
  if (!row || row.agentId !== scope.actor.id || row.expiresAt < scope.now) throw notFound("connection attempt");
  const candidates = row.candidates ? (decryptCredentials(row.candidates) as ConnectCandidate[]) : [];
  return { kind: row.kind, method: row.method, error: row.error, candidates };
}

/** What the page of choice shows: no credentials among it. */
export async function viewAttempt(scope: Scope, id: string): Promise<{ kind: string; error: string | null; accounts: AttemptAccount[] }> {
  const { kind, error, candidates } = await accessAttempt(scope, id);
  const accountIds = candidates.map((candidate) => candidate.accountId);
  const { rows } = await scope.sql.query<{ account_id: string; tenant_id: string }>("select account_id, tenant_id from lookup.channels_by_account($1, $2)", [
    kind,
    accountIds,
  ]);
  const owner = new Map(rows.map((row) => [row.account_id, row.tenant_id]));
  const connected = (accountId: string) => (owner.has(accountId) ? (owner.get(accountId) === scope.tenantId ? "here" : "elsewhere") : "no");
  return {
    kind,
    error,
    accounts: candidates.map(({ accountId, name, problem }) => ({ accountId, name, problem: problem ?? null, connected: connected(accountId) })),
  };
}
