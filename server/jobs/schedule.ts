import { sweepExpiredJob } from "@/server/auth/sweep-expired.job";
import { checkChannels } from "@/server/connections/check-channels.job";
import { refreshCredentials } from "@/server/connections/refresh-credentials.job";
import { purgeInbound } from "@/server/intake/purge-inbound.job";
import { expireUploads } from "@/server/messages/expire-uploads.job";
import { purgeWindowsJob } from "@/server/messages/purge-windows.job";
import { forgetIdempotencyKeys } from "@/server/rest/forget-idempotency-keys.job";
import { syncAllTemplatesJob } from "@/server/templates/sync-all-templates.job";
import type { JobDefinition } from "./define-job";

type NoPayload = Record<string, never>;

export interface Recurring {
  /** Crontab, UTC. */
  at: string;
  /** `tenant`: once for each tenant, spread over a minute. `platform`: once, outside any. */
  per: "tenant" | "platform";
  job: JobDefinition<NoPayload>;
}

/** Everything that recurs. What happens at an instant (a snooze that ends, a scheduled reply) is a job with `runAt` instead. */
export const SCHEDULE: Recurring[] = [
  { at: "*/5 * * * *", per: "tenant", job: checkChannels },
  { at: "7 * * * *", per: "tenant", job: refreshCredentials },
  { at: "11 * * * *", per: "tenant", job: syncAllTemplatesJob },
  { at: "17 * * * *", per: "tenant", job: expireUploads },
  { at: "23 2 * * *", per: "tenant", job: purgeWindowsJob },
  { at: "29 * * * *", per: "tenant", job: forgetIdempotencyKeys },
  { at: "41 3 * * *", per: "platform", job: purgeInbound },
  { at: "53 3 * * *", per: "platform", job: sweepExpiredJob },
];
