import { createHash } from "node:crypto";
import { AppError } from "@/lib/errors";
import type { Scope } from "@/server/db/scope";
import type { Reply, RestContext } from "./route";

/** surface: Idempotency-Key is taken on every POST and remembered for 24 hours. */
const REMEMBERED_HOURS = 24;
const MAX_KEY_LENGTH = 255;

export interface IdempotentCall {
  key: string;
  /** sha256 of method, path and body: the same key for another request is a mistake. */
  requestHash: string;
}

/** The call's key, or null when it has none. Throws `malformed-header` for one that is empty or too long. */
export function idempotentCall(request: Request, bytes: Uint8Array): IdempotentCall | null {
  const key = request.method === "POST" ? request.headers.get("idempotency-key") : null;
  if (key === null) return null;
  if (key === "" || key.length > MAX_KEY_LENGTH)
    throw new AppError("invalid", "malformed Idempotency-Key", {
      reason: "malformed-header",
      publicMessage: `Idempotency-Key has 1 to ${MAX_KEY_LENGTH} characters.`,
    });
  const { pathname, search } = new URL(request.url);
  const requestHash = createHash("sha256").update(`${request.method} ${pathname}${search}\n`).update(bytes).digest("hex");
  return { key, requestHash };
}

/**
 * Runs `call` once a key: whoever comes second gets the first one's answer, or a conflict when the request was another.
 * In one transaction with the effect: a second call at the same moment waits at the unique key until the first has committed.
 * A failed call leaves nothing behind, so it may be repeated.
 */
export async function onceInScope(scope: Scope, { key, requestHash }: IdempotentCall, call: () => Promise<Reply>): Promise<Reply & { isReplay: boolean }> {
  const values = [scope.tenantId, scope.actor.id, key];
  const { rowCount } = await scope.sql.query(
    `insert into idempotency_keys as k (tenant_id, api_key_id, key, request_hash, created_at) values ($1, $2, $3, $4, $5)
     on conflict (tenant_id, api_key_id, key) do update
       set request_hash = excluded.request_hash, status = null, body = null, created_at = excluded.created_at
       where k.created_at < $5::timestamptz - interval '${REMEMBERED_HOURS} hours'`,
    [...values, requestHash, scope.now],
  );
  if (rowCount === 0) return { ...(await remembered(scope, { key, requestHash })), isReplay: true };
  const reply = await call();
  await scope.sql.query("update idempotency_keys set status = $4, body = $5 where tenant_id = $1 and api_key_id = $2 and key = $3", [
    ...values,
    reply.status,
    JSON.stringify(reply.body ?? null),
  ]);
  return { ...reply, isReplay: false };
}

async function remembered(scope: Scope, { key, requestHash }: IdempotentCall): Promise<Reply> {
  const { rows } = await scope.sql.query<{ request_hash: string; status: number; body: string }>(
    "select request_hash, status, body from idempotency_keys where tenant_id = $1 and api_key_id = $2 and key = $3",
    [scope.tenantId, scope.actor.id, key],
  );
  const first = rows[0];
  if (!first || first.request_hash !== requestHash)
    throw new AppError("conflict", "idempotency key of another request", {
      reason: "idempotency-key-reused",
      publicMessage: "This Idempotency-Key was used for another request.",
    });
  return { status: first.status, body: JSON.parse(first.body) };
}

/** Deletes the keys whose 24 hours are over; nobody would be answered from them any more. */
export async function forgetExpiredKeys(scope: Scope): Promise<void> {
  await scope.sql.query(`delete from idempotency_keys where tenant_id = $1 and created_at < $2::timestamptz - interval '${REMEMBERED_HOURS} hours'`, [
    scope.tenantId,
    scope.now,
  ]);
}

/**
 * The same for a call of several transactions (each harmless when repeated): the answer is remembered after it, a failure is forgotten.
 * Should the process die in between, the key stands there without an answer (status 0) and the next call runs again.
 */
export async function onceAcross(context: RestContext, call: IdempotentCall, run: () => Promise<Reply>): Promise<Reply & { isReplay: boolean }> {
  const first = await context.inTenant((scope) => onceInScope(scope, call, async () => ({ status: 0 })));
  if (first.isReplay && first.status !== 0) return first;
  const reply = await run().catch(async (error) => {
    await context.inTenant((scope) =>
      scope.sql.query("delete from idempotency_keys where tenant_id = $1 and api_key_id = $2 and key = $3 and status = 0", [
        ...[scope.tenantId, scope.actor.id, call.key],
      ]),
    );
    throw error;
  });
  await context.inTenant((scope) =>
    scope.sql.query("update idempotency_keys set status = $4, body = $5 where tenant_id = $1 and api_key_id = $2 and key = $3", [
      ...[scope.tenantId, scope.actor.id, call.key],
      ...[reply.status, JSON.stringify(reply.body ?? null)],
    ]),
  );
  return { ...reply, isReplay: false };
}
