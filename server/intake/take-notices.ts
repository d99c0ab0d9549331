import type { AppNotice, ChannelAdapter, RawRequest, Secrets } from "@/server/channels/contract";
import { keepAppToken } from "@/server/connections/app-tokens";
import { revokeGrant } from "@/server/connections/revoke-grant";

interface Told {
  adapter: ChannelAdapter;
  secrets: Secrets;
  raw: RawRequest;
}

/**
 * What a platform tells our app rather than one channel, taken note of before it is answered: a ticket that comes once in ten minutes
 * is not sent again to who said that all is well. Only for requests that our app's own secret has signed: a channel's secret belongs
 * to its tenant, who could make one up. Throws what the adapter throws for what it cannot read, `unavailable` while the database is away.
 */
export async function takeNotices({ adapter, secrets, raw }: Told): Promise<void> {
  for (const notice of adapter.inbound.notices?.(raw, secrets) ?? []) await take(adapter.kind, notice, secrets);
}

async function take(kind: string, notice: AppNotice, { app }: Secrets): Promise<void> {
  if (notice.type === "revoked") await revokeGrant(kind, notice.grantedBy);
  else await keepAppToken(kind, app, notice);
}
