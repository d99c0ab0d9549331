import { AppError } from "@/lib/errors";
import { assertMay } from "@/server/access/roles";
import { adapterOf } from "@/server/channels/registry";
import type { Scope } from "@/server/db/scope";
import { enqueue } from "@/server/jobs/enqueue";
import { recordEvent } from "@/server/realtime/record-event";
import { accessChannel } from "./access-channel";
import { askedFields } from "./asked-fields";
import { decryptCredentials, encryptCredentials } from "./credentials";
import { parseCredentials } from "./parse-credentials";
import { subscribeChannel } from "./subscribe-channel.job";

interface MendChannelInput {
  channelId: string;
  /** By the names of the fields that the channel asks for; others are not taken. */
  values: Record<string, string>;
}

/**
 * Adds to a channel's credentials what it asks for, and has it tell the platform about us once more. Throws invalid, naming each bad
 * field, and conflict when the channel asks for nothing (any more).
 */
export async function mendChannel(scope: Scope, { channelId, values }: MendChannelInput): Promise<void> {
  assertMay(scope.actor, "channels.manage");
  const channel = await accessChannel(scope, channelId);
  const fields = channel.disconnectedAt ? [] : askedFields(channel);
  if (fields.length === 0) throw changedMeanwhile();
  const given = fields.flatMap(({ name }) => (values[name] ? [[name, values[name]]] : []));
  const merged = { ...(decryptCredentials(channel.credentials) as object), ...Object.fromEntries(given) };
  const credentials = encryptCredentials(parseCredentials(adapterOf(channel.kind), merged));
  // Compared and swapped: the hourly renewal, or somebody connecting it anew, may have stored newer secrets since these were read.
  const { rowCount } = await scope.sql.query(
    `update channels set credentials = $4, status = 'connecting', status_reason = null, status_changed_at = $5
      where tenant_id = $1 and id = $2 and credentials = $3 and disconnected_at is null`,
    [scope.tenantId, channel.id, Buffer.from(channel.credentials), credentials, scope.now],
  );
  if (!rowCount) throw changedMeanwhile();
  await enqueue(scope, subscribeChannel, { channelId: channel.id }, { key: channel.id });
  recordEvent(scope, { type: "channel.updated", channelId: channel.id });
}

function changedMeanwhile(): AppError {
  return new AppError("conflict", "the channel asks for nothing", {
    reason: "nothing-asked",
    publicMessage: "The channel has changed meanwhile. Look at its state again.",
  });
}
