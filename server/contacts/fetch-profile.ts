import { oneLine } from "@/lib/schemas/text";
import { type Profile, SendError } from "@/server/channels/contract";
import { findAdapter } from "@/server/channels/registry";
import { channelConfig } from "@/server/connections/channel-config";
import { transport } from "@/server/connections/transport";
import type { Scope } from "@/server/db/scope";
import type { JobContext } from "@/server/jobs/define-job";
import { recordEvent } from "@/server/realtime/record-event";
import { keepAddresses } from "./keep-addresses";

/** Names and pictures change seldom, and every question costs a call of the platform's budget. */
const FRESH_MS = 24 * 3_600_000;
const MAX_NAME = 200;

interface SeenIn {
  channelId: string;
  group: string;
}

interface Unknown {
  id: string;
  value: string;
  contact_id: string;
  channel: { id: string; kind: string; accountId: string; credentials: Buffer };
}

/**
 * Asks the platform who an identity is and fills what the contact does not know yet; what people wrote there is never overwritten.
 * A platform that is away is thrown, for the job to come again; one that will not say is noted and not asked for a day.
 */
export async function fetchIdentityProfile(door: Pick<JobContext, "tenantId" | "inTenant">, identityId: string, seenIn?: SeenIn): Promise<void> {
  const identity = await door.inTenant((scope) => findUnknown(scope, identityId, seenIn));
  const profiles = identity && findAdapter(identity.channel.kind)?.profiles;
  if (!identity || !profiles) return;
  const config = channelConfig(door.tenantId, identity.channel);
  const profile = await profiles.fetch({ value: identity.value, group: seenIn?.group, config }, transport).catch(unlessRetryable);
  await door.inTenant((scope) => recordProfile(scope, identity, profile));
}

/** With the channel of its latest conversation: an identity is known to one account of the platform. Somebody in a group has none of their own. */
async function findUnknown(scope: Scope, identityId: string, seenIn?: SeenIn): Promise<Unknown | undefined> {
  const { rows } = await scope.sql.query<Omit<Unknown, "channel"> & { channel_id: string; kind: string; account_id: string; credentials: Buffer }>(
    `select i.id, i.value, i.contact_id, c.id as channel_id, c.kind, c.account_id, c.credentials
       from identities i
       join channels c on c.tenant_id = i.tenant_id and c.kind = i.kind and c.id = coalesce($4::uuid,
              (select v.channel_id from conversations v where v.tenant_id = i.tenant_id and v.identity_id = i.id order by v.last_activity_at desc limit 1))
      where i.tenant_id = $1 and i.id = $2 and c.disconnected_at is null and (i.profile_fetched_at is null or i.profile_fetched_at < $3)`,
    [scope.tenantId, identityId, new Date(scope.now.getTime() - FRESH_MS), seenIn?.channelId ?? null],
  );
  const row = rows[0];
  return row && { ...row, channel: { id: row.channel_id, kind: row.kind, accountId: row.account_id, credentials: row.credentials } };
}

function unlessRetryable(error: unknown): null {
  if (error instanceof SendError && !error.retryable) return null;
  throw error;
}

async function recordProfile(scope: Scope, identity: Unknown, profile: Profile | null): Promise<void> {
  const name = oneLine(profile?.name ?? "", MAX_NAME) || null;
  await scope.sql.query("update identities set profile_fetched_at = $3, display_name = coalesce($4, display_name) where tenant_id = $1 and id = $2", [
    scope.tenantId,
    identity.id,
    scope.now,
    name,
  ]);
  if (!profile) return;
  const { id: identityId, contact_id: contactId, channel } = identity;
  await keepAddresses(scope, { identityId, contactId, kind: channel.kind, channelId: channel.id }, profile.also ?? []);
  const { rowCount } = await scope.sql.query(
    `update contacts set name = coalesce(name, $3), avatar_url = coalesce(avatar_url, $4), locale = coalesce(locale, $5), time_zone = coalesce(time_zone, $6),
            updated_at = $7, version = version + 1
      where tenant_id = $1 and id = $2
        and (name is null and $3::text is not null or avatar_url is null and $4::text is not null
          or locale is null and $5::text is not null or time_zone is null and $6::text is not null)`,
    [...[scope.tenantId, identity.contact_id, name, httpsOnly(profile.avatarUrl)], ...[profile.locale ?? null, profile.timeZone ?? null, scope.now]],
  );
  if (rowCount) recordEvent(scope, { type: "contact.updated", contactId: identity.contact_id });
}

/** It becomes an image's address on agents' screens. */
function httpsOnly(url: string | undefined): string | null {
  return url && URL.canParse(url) && new URL(url).protocol === "https:" ? url : null;
}
