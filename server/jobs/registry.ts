import { sweepExpiredJob } from "@/server/auth/sweep-expired.job";
import { checkChannels } from "@/server/connections/check-channels.job";
import { pollChannel } from "@/server/connections/poll-channel.job";
import { refreshCredentials } from "@/server/connections/refresh-credentials.job";
import { subscribeChannel } from "@/server/connections/subscribe-channel.job";
import { unsubscribeChannel } from "@/server/connections/unsubscribe-channel.job";
import { fetchProfile } from "@/server/contacts/fetch-profile.job";
import { wakeConversation } from "@/server/conversations/wake-conversation.job";
import { purgeInbound } from "@/server/intake/purge-inbound.job";
import { replayEvent } from "@/server/intake/replay-event.job";
import { deliverBacklog } from "@/server/messages/deliver-backlog.job";
import { deliverMessage } from "@/server/messages/deliver-message.job";
import { eraseAttachments } from "@/server/messages/erase-attachments.job";
import { expireUploads } from "@/server/messages/expire-uploads.job";
import { fetchAttachment } from "@/server/messages/fetch-attachment.job";
import { prepareMediaJob } from "@/server/messages/media/prepare-media.job";
import { performActJob } from "@/server/messages/perform-act.job";
import { purgeWindowsJob } from "@/server/messages/purge-windows.job";
import { sendMailJob } from "@/server/notifications/send-mail.job";
import { endConnectionsJob } from "@/server/realtime/end-connections.job";
import { forgetIdempotencyKeys } from "@/server/rest/forget-idempotency-keys.job";
import { syncAllTemplatesJob } from "@/server/templates/sync-all-templates.job";
import { syncTemplatesJob } from "@/server/templates/sync-templates.job";
import type { JobDefinition } from "./define-job";
import { recur } from "./recur.job";

/** What somebody waits for. */
export const PROMPT_JOBS: JobDefinition[] = [deliverMessage, wakeConversation, sendMailJob, endConnectionsJob, recur];

/** A tenant's sends when they are many, a turn each: apart, so that no reply of another's queues behind them. */
export const BACKLOG_JOBS: JobDefinition[] = [deliverBacklog];

/** What may take long (a slow download, a platform that hangs); it has a runner of its own, so that no reply queues behind it. */
export const PATIENT_JOBS: JobDefinition[] = [
  fetchAttachment,
  prepareMediaJob,
  eraseAttachments,
  fetchProfile,
  performActJob,
  pollChannel,
  subscribeChannel,
  unsubscribeChannel,
  checkChannels,
  syncTemplatesJob,
  syncAllTemplatesJob,
  refreshCredentials,
  expireUploads,
  purgeWindowsJob,
  purgeInbound,
  replayEvent,
  forgetIdempotencyKeys,
  sweepExpiredJob,
];
