import { publicUrl } from "@/lib/env";
import { assertMay } from "@/server/access/roles";
import type { ChannelAdapter, ConnectField, ConnectMethod, Words } from "@/server/channels/contract";
import { adapterOf } from "@/server/channels/registry";
import type { Scope } from "@/server/db/scope";
import { accessChannel, type Channel } from "./access-channel";
import { askedFields } from "./asked-fields";
import { webhookUrl } from "./channel-config";
import { decryptCredentials } from "./credentials";

/** How far connecting a channel has come, by what has been seen, and what is still to be copied to the platform. */
export interface ChannelSetup {
  /** Steps that are done, in their order; `address` is left out where nobody calls us. */
  done: { step: "connected" | "address" | "inbound" | "outbound"; isDone: boolean }[];
  /** What the person does at the platform, in every language. */
  steps: Words[];
  webhookUrl: string | null;
  /** Where the world finds us. */
  host: string;
  /** Made up by us, to be shown to the platform's console. */
  secrets: { name: string; label: Words; value: string }[];
  /** What would help it now. */
  asks: ConnectField[];
}

/** For those who connect channels. Throws not-found, forbidden. */
export async function channelSetup(scope: Scope, channelId: string): Promise<ChannelSetup> {
  assertMay(scope.actor, "channels.manage");
  const channel = await accessChannel(scope, channelId);
  const adapter = adapterOf(channel.kind);
  const seen = await whatWasSeen(scope, channelId);
  const isConnected = channel.disconnectedAt === null && channel.status !== "action-needed";
  // A platform that takes our address by a call has it when the channel turned live; else only its own call proves that it does.
  const wasTold = Boolean(adapter.connect?.subscribe) && ["live", "degraded"].includes(channel.status);
  const isKnown = wasTold || channel.webhookSeenAt !== null || seen.inbound;
  const method = wayOf(adapter, channel.method);
  return {
    done: [
      { step: "connected", isDone: isConnected },
      ...(adapter.webhook === "none" ? [] : [{ step: "address" as const, isDone: isConnected && isKnown }]),
      { step: "inbound", isDone: seen.inbound },
      { step: "outbound", isDone: seen.outbound },
    ],
    // What is done at a consent page has been done once there is a channel.
    steps: method?.how === "oauth" ? [] : (method?.steps ?? []),
    webhookUrl: webhookUrl(adapter, channel) || null,
    host: publicUrl(),
    secrets: channel.disconnectedAt ? [] : generatedSecrets(method, channel),
    asks: askedFields(channel),
  };
}

/** Credentials that came by the API belong to the first way that takes any. */
function wayOf({ connect }: ChannelAdapter, name: string | null): ConnectMethod | undefined {
  const methods = connect?.methods ?? [];
  return methods.find((method) => method.name === name) ?? methods.find((method) => method.how !== "oauth") ?? methods[0];
}

function generatedSecrets(method: ConnectMethod | undefined, channel: Channel): ChannelSetup["secrets"] {
  if (method?.how !== "token") return [];
  const credentials = decryptCredentials(channel.credentials);
  return method.fields.flatMap(({ type, name, label }) => {
    const value = type === "generated" ? valueAt(credentials, name) : null;
    return value ? [{ name, label, value }] : [];
  });
}

function valueAt(credentials: unknown, name: string): string | null {
  const value = name.split(".").reduce<unknown>((at, key) => (at && typeof at === "object" ? (at as Record<string, unknown>)[key] : undefined), credentials);
  return typeof value === "string" ? value : null;
}

async function whatWasSeen({ sql, tenantId }: Scope, channelId: string): Promise<{ inbound: boolean; outbound: boolean }> {
  const { rows } = await sql.query<{ inbound: boolean; outbound: boolean }>(
    `select exists (select from conversations c join messages m on m.tenant_id = c.tenant_id and m.conversation_id = c.id and m.kind = 'inbound'
                     where c.tenant_id = $1 and c.channel_id = $2) as inbound,
            exists (select from conversations c join deliveries d on d.tenant_id = c.tenant_id and d.conversation_id = c.id and d.sent_at is not null
                     where c.tenant_id = $1 and c.channel_id = $2) as outbound`,
    [tenantId, channelId],
  );
  return rows[0] ?? { inbound: false, outbound: false };
}
