import { AppError } from "@/lib/errors";
import { isId } from "@/server/db/ids";
import { outsideTenants } from "@/server/db/in-tenant";
import { type WidgetSettings, widgetSettings } from "./channel-settings";

export interface WidgetChannel {
  tenantId: string;
  id: string;
  accountId: string;
  /** As stored, encrypted. */
  credentials: Uint8Array;
  settings: WidgetSettings;
}

interface ChannelRow {
  tenant_id: string;
  id: string;
  kind: string;
  account_id: string;
  status: string;
  credentials: Uint8Array;
  settings: unknown;
  disconnected_at: Date | null;
}

/** Columns of `lookup.channel_by_id` that make a WidgetChannel. */
export const CHANNEL_COLUMNS = "c.tenant_id, c.id, c.kind, c.account_id, c.status, c.credentials, c.settings, c.disconnected_at";

/** The widget channel that a page names. Throws not-found: `unknown-channel` also for other kinds, `channel-disconnected`. */
export async function findWidgetChannel(channelId: string): Promise<WidgetChannel> {
  if (!isId(channelId)) throw unknownChannel();
  const { rows } = await outsideTenants((sql) => sql.query<ChannelRow>(`select ${CHANNEL_COLUMNS} from lookup.channel_by_id($1) c`, [channelId]));
  return widgetChannel(rows[0]);
}

/** A looked-up row as a live widget channel. Throws like findWidgetChannel. */
export function widgetChannel(row: ChannelRow | undefined): WidgetChannel {
  if (row?.kind !== "widget") throw unknownChannel();
  if (row.disconnected_at || row.status === "disconnected")
    throw new AppError("not-found", "widget channel disconnected", {
      reason: "channel-disconnected",
      publicMessage: "This chat has been switched off by its owner.",
    });
  return { tenantId: row.tenant_id, id: row.id, accountId: row.account_id, credentials: row.credentials, settings: widgetSettings(row.settings) };
}

function unknownChannel(): AppError {
  return new AppError("not-found", "unknown widget channel", { reason: "unknown-channel", publicMessage: "There is no such chat." });
}
