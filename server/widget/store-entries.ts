import type { WidgetEntry, WidgetVisitor } from "@/server/channels/widget/payload";
import { decryptCredentials } from "@/server/connections/credentials";
import { storeEvent } from "@/server/intake/store-event";
import type { WidgetChannel } from "./find-widget-channel";

/** Hands the visitor's doings to intake, on the same walk as every platform's. Gives for each entry whether it was new. */
export async function storeEntries(channel: WidgetChannel, visitor: WidgetVisitor, entries: WidgetEntry[]): Promise<boolean[]> {
  if (entries.length === 0) return [];
  const { tenantId, id, accountId, credentials } = channel;
  const stored = await storeEvent({
    source: "widget",
    channel: { tenantId, id, kind: "widget", accountId, credentials: decryptCredentials(credentials) },
    request: { method: "POST", url: "", query: {}, headers: {}, rawBody: Buffer.from(JSON.stringify({ version: 1, visitor, entries })) },
  });
  return stored.items.map((item) => item.isNew);
}
