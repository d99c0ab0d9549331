import { randomBytes } from "node:crypto";
import * as z from "zod";
import { AppError } from "@/lib/errors";
import { assertMay } from "@/server/access/roles";
import type { ChannelAdapter } from "@/server/channels/contract";
import { adapterOf } from "@/server/channels/registry";
import { isUniqueViolation } from "@/server/db/db-errors";
import { newId } from "@/server/db/ids";
import type { Scope } from "@/server/db/scope";
import { recordEvent } from "@/server/realtime/record-event";
import { webhookUrl } from "./channel-config";
import { forgetTokens } from "./channel-tokens";
import { encryptCredentials } from "./credentials";
import { parse, parseCredentials } from "./parse-credentials";
import { platformApp } from "./platform-app";

export const createChannelInput = z.object({
  kind: z.string().min(1).max(40),
  name: z.string().trim().min(1).max(200),
  credentials: z.unknown(),
  /** The platform's id of the account where the caller knows it better than the credentials do. */
  accountId: z.string().min(1).max(200).optional(),
  /** The caller asked the platform (outside any transaction) and these credentials are good. */
  verify: z.boolean().optional(),
  /** The way it is connected, a name in the adapter; left out for credentials that came by the API. */
  method: z.string().min(1).max(40).optional(),
  /** Who gave the consent, as the platform's id. */
  grantedBy: z.string().min(1).max(200).optional(),
});
export type CreateChannelInput = z.input<typeof createChannelInput>;

export interface CreatedChannel {
  channelId: string;
  webhookUrl: string;
  status: "live" | "connecting";
  /** Shown once, to the maker: signs the widget's visitors and the api channel's people. */
  identitySecret?: string;
  /** For whoever runs this installation only: it belongs to our app at the platform, not to the tenant. */
  verifyToken?: string;
}

/**
 * Connects an outside account as a channel. One that this tenant had disconnected is bound again, with its history.
 * Calls no platform: who wants the credentials verified does so before. Throws invalid (each bad field named),
 * forbidden, and conflict when the account is connected already, here (`data.channelId`) or in another workspace.
 */
export async function createChannel(scope: Scope, given: CreateChannelInput): Promise<CreatedChannel> {
  assertMay(scope.actor, "channels.manage");
  const input = parse(createChannelInput, given, "");
  const adapter = adapterOf(input.kind);
  const identitySecret = isBuiltIn(adapter, input.method) ? randomBytes(32).toString("base64url") : undefined;
  const credentials = parseCredentials(adapter, identitySecret ? { identitySecret } : (input.credentials ?? {}));
  const id = newId();
  const row = {
    id,
    kind: adapter.kind,
    name: input.name,
    accountId: input.accountId ?? adapter.accountId(credentials) ?? id,
    status: identitySecret || input.verify ? ("live" as const) : ("connecting" as const),
    credentials: encryptCredentials(credentials),
    method: input.method ?? null,
    grantedBy: input.grantedBy ?? null,
    parentAccount: adapter.parentAccountId?.(credentials) ?? null,
  };
  const channelId = (await rebind(scope, row)) ?? (await insert(scope, row));
  recordEvent(scope, { type: "channel.updated", channelId });
  const url = webhookUrl(adapter, { id: channelId, method: row.method });
  return { channelId, webhookUrl: url, status: row.status, identitySecret, verifyToken: verifyToken(scope, adapter) };
}

interface NewChannel {
  id: string;
  kind: string;
  name: string;
  accountId: string;
  status: string;
  credentials: Buffer;
  method: string | null;
  grantedBy: string | null;
  parentAccount: string | null;
}

function isBuiltIn({ connect }: ChannelAdapter, name: string | undefined): boolean {
  const method = name ? connect?.methods.find((m) => m.name === name) : connect?.methods[0];
  return method?.how === "built-in";
}

/** The tenant's own disconnected channel of this account lives on, so that its conversations go on where they were. */
async function rebind(scope: Scope, row: NewChannel): Promise<string | null> {
  const update = scope.sql.query<{ id: string }>(
    `update channels set name = $4, credentials = $5, status = $6, status_reason = null, status_changed_at = $7, disconnected_at = null,
            method = $8, granted_by = $9, parent_account = $10, webhook_seen_at = null
      where id = (select id from channels where tenant_id = $1 and kind = $2 and account_id = $3 and disconnected_at is not null
                    and not exists (select from channels c where c.tenant_id = $1 and c.kind = $2 and c.account_id = $3 and c.disconnected_at is null)
                   order by disconnected_at desc limit 1)
        and tenant_id = $1 returning id`,
    [...[scope.tenantId, row.kind, row.accountId, row.name, row.credentials], ...[row.status, scope.now, row.method, row.grantedBy, row.parentAccount]],
  );
  try {
    const channelId = (await update).rows[0]?.id ?? null;
    if (channelId) await forgetTokens(scope, channelId);
    return channelId;
  } catch (error) {
    // The account moved to another tenant meanwhile: only the unique index knows, its row is not ours to see.
    throw isUniqueViolation(error) ? connectedElsewhere() : error;
  }
}

async function insert(scope: Scope, row: NewChannel): Promise<string> {
  const { rowCount } = await scope.sql.query(
    `insert into channels (tenant_id, id, kind, name, account_id, status, status_changed_at, credentials, created_at, method, granted_by, parent_account)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $7, $9, $10, $11) on conflict (kind, account_id) where disconnected_at is null do nothing`,
    [...[scope.tenantId, row.id, row.kind, row.name, row.accountId, row.status, scope.now], ...[row.credentials, row.method, row.grantedBy, row.parentAccount]],
  );
  if (rowCount) return row.id;
  const { rows } = await scope.sql.query<{ id: string; name: string }>(
    "select id, name from channels where tenant_id = $1 and kind = $2 and account_id = $3 and disconnected_at is null",
    [scope.tenantId, row.kind, row.accountId],
  );
  const here = rows[0];
  if (!here) throw connectedElsewhere();
  throw new AppError("conflict", `${row.kind} ${row.accountId} is connected already`, {
    reason: "already-connected",
    publicMessage: `This account is connected already, as "${here.name}".`,
    data: { channelId: here.id },
  });
}

function connectedElsewhere(): AppError {
  return new AppError("conflict", "the account is connected in another tenant", {
    reason: "connected-elsewhere",
    publicMessage: "This account is connected to another workspace. Disconnect it there first, or take it over by signing in at the platform.",
  });
}

function verifyToken(scope: Scope, adapter: ChannelAdapter): string | undefined {
  if (scope.actor.type !== "system" || adapter.webhook !== "app") return undefined;
  return platformApp(adapter.kind)?.verifyToken;
}
