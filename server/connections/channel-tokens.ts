import { SYSTEM } from "@/server/access/actor";
import { type FreshToken, SendError, type Tokens } from "@/server/channels/contract";
import { inTenant } from "@/server/db/in-tenant";
import type { Scope } from "@/server/db/scope";
import { decryptCredentials, encryptCredentials } from "./credentials";
import { keptTokens, renewAfterSeconds } from "./kept-tokens";

interface Source {
  credentials: unknown;
  /** As they lie in the channel's row: what a change of theirs is told by. */
  sealed: Buffer;
}

/** A channel's own short-lived tokens: encrypted in its tenant, gone with the channel. Never to be asked within a transaction. */
export function channelTokens(tenantId: string, channelId: string): Tokens {
  const door = <T>(work: (scope: Scope) => Promise<T>) => inTenant(tenantId, SYSTEM, work);
  return keptTokens<unknown, Source>({
    owner: `channel ${channelId}`,
    find: (name) => door((scope) => find(scope, channelId, name)),
    source: () => door((scope) => findSource(scope, channelId)),
    keep: (name, fresh, source) => door((scope) => keep(scope, { channelId, name, fresh, source })),
  });
}

/** Other credentials: what was made from the old ones is worth nothing. */
export async function forgetTokens({ sql, tenantId }: Scope, channelId: string): Promise<void> {
  await sql.query("delete from channel_tokens where tenant_id = $1 and channel_id = $2", [tenantId, channelId]);
}

async function find({ sql, tenantId }: Scope, channelId: string, name: string): Promise<{ value: string; isDue: boolean } | null> {
  const { rows } = await sql.query<{ sealed: Buffer; is_due: boolean }>(
    `select sealed, coalesce(renew_at <= now(), false) as is_due from channel_tokens
      where tenant_id = $1 and channel_id = $2 and name = $3 and (expires_at is null or expires_at > now())`,
    [tenantId, channelId, name],
  );
  const row = rows[0];
  return row ? { value: decryptCredentials(row.sealed) as string, isDue: row.is_due } : null;
}

async function findSource({ sql, tenantId }: Scope, channelId: string): Promise<Source> {
  const { rows } = await sql.query<{ credentials: Buffer }>("select credentials from channels where tenant_id = $1 and id = $2", [tenantId, channelId]);
  const sealed = rows[0]?.credentials;
  if (!sealed) throw new SendError("auth", "This channel no longer exists.", { retryable: false });
  return { credentials: decryptCredentials(sealed), sealed };
}

interface Keeping {
  channelId: string;
  name: string;
  fresh: FreshToken;
  source: Source;
}

/** Compared and swapped: a token of credentials that somebody has replaced meanwhile must not stand beside the new ones. */
async function keep({ sql, tenantId }: Scope, { channelId, name, fresh, source }: Keeping): Promise<boolean> {
  const { rowCount } =
    fresh.credentials === undefined
      ? await sql.query("select from channels where tenant_id = $1 and id = $2 and credentials = $3 for share", [tenantId, channelId, source.sealed])
      : await sql.query("update channels set credentials = $4 where tenant_id = $1 and id = $2 and credentials = $3", [
          ...[tenantId, channelId, source.sealed],
          encryptCredentials(fresh.credentials),
        ]);
  if (!rowCount) return false;
  await sql.query(
    `insert into channel_tokens (tenant_id, channel_id, name, sealed, renew_at, expires_at)
     values ($1, $2, $3, $4, now() + make_interval(secs => $5), now() + make_interval(secs => $6))
     on conflict (tenant_id, channel_id, name) do update set sealed = excluded.sealed, renew_at = excluded.renew_at, expires_at = excluded.expires_at`,
    [tenantId, channelId, name, encryptCredentials(fresh.value), renewAfterSeconds(fresh.seconds), fresh.seconds],
  );
  return true;
}
