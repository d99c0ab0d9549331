import { createHash, randomBytes } from "node:crypto";
import { AppError } from "@/lib/errors";
import type { ConnectCandidate } from "@/server/channels/contract";
import { newId } from "@/server/db/ids";
import type { Scope } from "@/server/db/scope";
import { encryptCredentials } from "./credentials";

const ATTEMPT_MINUTES = 60;

/** A consent has been begun and is known by its state, or accounts have been offered already. */
type Attempt = { kind: string; method: string } & ({ state: string } | { candidates: ConnectCandidate[] });

/** The stored form of an OAuth state. */
export function hashState(state: string): string {
  return createHash("sha256").update(state).digest("hex");
}

/**
 * Notes for an hour what this person is about to connect, and forgets what others left open longer: it may hold tokens. Accounts that
 * are offered wait here, encrypted, until one is chosen. Throws forbidden unless a person acts.
 */
export async function noteAttempt(scope: Scope, { kind, method, ...at }: Attempt): Promise<string> {
  if (scope.actor.type !== "agent") throw new AppError("forbidden", "only a person can choose among a platform's accounts");
  await scope.sql.query("delete from connection_attempts where tenant_id = $1 and expires_at < $2", [scope.tenantId, scope.now]);
  const id = newId();
  const expiresAt = new Date(scope.now.getTime() + ATTEMPT_MINUTES * 60_000);
  // An offer is answered by itself: nobody was told its state, so no callback can spend it.
  const found =
    "state" in at
      ? { stateHash: hashState(at.state) }
      : {
          stateHash: hashState(randomBytes(32).toString("base64url")),
          candidates: encryptCredentials(at.candidates) as Uint8Array<ArrayBuffer>,
          answeredAt: scope.now,
        };
  await scope.db.connectionAttempt.create({
    data: { tenantId: scope.tenantId, id, agentId: scope.actor.id, kind, method, createdAt: scope.now, expiresAt, ...found },
  });
  return id;
}
