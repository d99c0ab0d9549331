import * as z from "zod";
import { pilotSchema } from "@/lib/schemas/pilot";
import { assertMay } from "@/server/access/roles";
import type { Scope } from "@/server/db/scope";
import { wake } from "@/server/db/wake";
import { recordEvent } from "@/server/realtime/record-event";
import { accessChannel } from "./access-channel";
import { type ChannelView, channelView } from "./list-channels";
import { mailSettingsShape } from "./mail-settings";

export const channelSettings = z.strictObject({
  /** Days after its end in which a new message reopens a resolved conversation. */
  reopenDays: z.number().int().min(0).max(365).optional(),
  /** Widget: its colour, words and the pages that may show it. */
  color: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i)
    .optional(),
  greeting: z.string().max(200).optional(),
  title: z.string().max(60).optional(),
  allowedDomains: z.array(z.string().max(200)).max(50).optional(),
  ...mailSettingsShape,
  /** For whom the channel runs at first; null: for everybody. */
  pilot: pilotSchema.nullable().optional(),
});

export const updateChannelInput = z.strictObject({ name: z.string().trim().min(1).max(200).optional(), settings: channelSettings.optional() });

/** Renames a channel or changes settings; keys that are not given stay. */
export async function updateChannel(scope: Scope, id: string, input: z.output<typeof updateChannelInput>): Promise<ChannelView> {
  assertMay(scope.actor, "channels.manage");
  const channel = await accessChannel(scope, id);
  const row = await scope.db.channel.update({
    where: { tenantId_id: { tenantId: scope.tenantId, id: channel.id } },
    data: { name: input.name, settings: { ...(channel.settings as object), ...input.settings } },
  });
  if (input.settings?.pilot !== undefined) await takeUpPilot(scope, id);
  recordEvent(scope, { type: "channel.updated", channelId: id });
  return channelView(row);
}

/** Whoever was outside is asked again: the drain sets aside anew who still is. */
async function takeUpPilot(scope: Scope, channelId: string): Promise<void> {
  await scope.sql.query("select jobs.take_up_pilot($1)", [channelId]);
  wake("lanes");
}
