import { adapterOf } from "@/server/channels/registry";
import type { Scope } from "@/server/db/scope";
import { enqueue } from "@/server/jobs/enqueue";
import { recordEvent } from "@/server/realtime/record-event";
import { forgetTokens } from "./channel-tokens";
import { encryptCredentials } from "./credentials";
import { subscribeChannel } from "./subscribe-channel.job";

interface RenewChannelInput {
  kind: string;
  accountId: string;
  credentials: unknown;
  method?: string | undefined;
  grantedBy?: string | undefined;
}

/** Gives a channel of this tenant that is still connected new credentials (its token died, a password changed). Null when there is none. */
export async function renewChannel(scope: Scope, { kind, accountId, credentials, method, grantedBy }: RenewChannelInput): Promise<string | null> {
  const { rows } = await scope.sql.query<{ id: string }>(
    `update channels set credentials = $4, method = $6, granted_by = $7, parent_account = $8, status = 'connecting', status_reason = null, status_changed_at = $5
      where tenant_id = $1 and kind = $2 and account_id = $3 and disconnected_at is null returning id`,
    [
      ...[scope.tenantId, kind, accountId, encryptCredentials(credentials)],
      ...[scope.now, method ?? null, grantedBy ?? null, adapterOf(kind).parentAccountId?.(credentials) ?? null],
    ],
  );
  const channelId = rows[0]?.id;
  if (!channelId) return null;
  await forgetTokens(scope, channelId);
  await enqueue(scope, subscribeChannel, { channelId }, { key: channelId });
  recordEvent(scope, { type: "channel.updated", channelId });
  return channelId;
}
