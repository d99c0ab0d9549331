import { randomBytes, randomUUID } from "node:crypto";
import type pg from "pg";
import type { Actor } from "@/server/access/actor";
import { createApiKey } from "@/server/auth/api-keys";
import { sessionCookieName } from "@/server/auth/session-cookie";
import { hashToken, newToken } from "@/server/auth/tokens";
import { encryptCredentials } from "@/server/connections/credentials";
import { newId } from "@/server/db/ids";
import { makeTenant } from "../factories";
import { type Catalogue, type Column, readCatalogue } from "./catalogue";

/** A tenant with a row in every table, all words of which carry its mark: what of it anybody else gets to see is found by the mark. */
export interface FullTenant {
  tenantId: string;
  slug: string;
  mark: string;
  actor: Actor;
  /** One row's id per table. */
  ids: Map<string, string>;
  cookie: string;
  apiKey: string;
  widgetToken: string;
}

/** Fills every table that has a tenant_id, read from the catalogue: a table made tomorrow is in it without anybody thinking of it. */
export async function makeFullTenant(client: pg.Client): Promise<FullTenant> {
  const catalogue = await readCatalogue(client);
  const mark = `zebra${randomBytes(6).toString("hex")}`;
  const tenant = await makeTenant(`Tenant ${mark}`);
  const { key } = await tenant.door((scope) => createApiKey(scope, { name: mark, scopes: ["*"] }));
  const ids = new Map<string, string>([
    ["tenants", tenant.tenantId],
    ["agents", tenant.owner.id],
    ["users", tenant.ownerId],
  ]);
  const widgetToken = newToken();
  const filled = tenantTables(catalogue).filter((table) => !ids.has(table) && !["tenant_counters", "event_publications"].includes(table));
  for (const table of filled) ids.set(table, newId());
  // The rows refer to each other in circles that no order of inserting satisfies; they all exist in the end, and nobody sees them
  // before: a backup that is made meanwhile must find what refers to something together with what it refers to.
  await client.query("begin; set local session_replication_role = replica");
  for (const table of filled) await insertRow(client, { catalogue, table, tenantId: tenant.tenantId, mark, ids, widgetToken });
  await client.query("commit");
  // The rows above took the first number of each: the counters must know, or every write would fail for the wrong reason.
  await client.query("update tenant_counters set event_cursor = 1, conversation_number = 1 where tenant_id = $1", [tenant.tenantId]);
  await client.query("update agents set name = $2 where tenant_id = $1", [tenant.tenantId, mark]);
  return {
    tenantId: tenant.tenantId,
    slug: tenant.slug,
    mark,
    actor: tenant.owner,
    ids,
    cookie: await signIn(client, tenant.ownerId),
    apiKey: key,
    widgetToken,
  };
}

/** Every table whose rows name their tenant. */
export function tenantTables(catalogue: Catalogue): string[] {
  return [...new Set(catalogue.columns.filter((column) => column.name === "tenant_id").map((column) => column.table))];
}

async function signIn(client: pg.Client, userId: string): Promise<string> {
  const token = newToken();
  await client.query("insert into sessions (id, token_hash, user_id, expires_at) values ($1, $2, $3, now() + interval '1 day')", [
    newId(),
    hashToken(token),
    userId,
  ]);
  return `${sessionCookieName()}=${token}`;
}

interface RowInput {
  catalogue: Catalogue;
  table: string;
  tenantId: string;
  mark: string;
  ids: Map<string, string>;
  widgetToken: string;
}

async function insertRow(client: pg.Client, input: RowInput): Promise<void> {
  const columns = input.catalogue.columns.filter((column) => column.table === input.table && !column.isGenerated && columnValue(column, input) !== undefined);
  const placeholders = columns.map((_, i) => `$${i + 1}`);
  await client.query(
    `insert into ${input.table} (${columns.map((c) => c.name)}) values (${placeholders})`,
    columns.map((column) => columnValue(column, input)),
  );
}

/** What the product would refuse to read otherwise. */
function special({ table, name }: Column, { mark, widgetToken }: RowInput): unknown {
  const known: Record<string, unknown> = {
    "channels.kind": "api",
    "channels.credentials": encryptCredentials({ identitySecret: mark }),
    "channels.status": "live",
    "widget_sessions.token_hash": hashToken(widgetToken),
    "widget_sessions.verified": true,
    "agents.user_id": randomUUID(),
    "messages.kind": "inbound",
    "api_keys.scopes": [],
    "events.cursor": 1,
  };
  return known[`${table}.${name}`];
}

function columnValue(column: Column, input: RowInput): unknown {
  const key = `${column.table}.${column.name}`;
  const known = special(column, input);
  if (known !== undefined) return known;
  if (column.name === "tenant_id") return input.tenantId;
  if (column.name === "id") return input.ids.get(column.table);
  // The row is alive: not merged away, not revoked.
  if (/(revoked|disconnected|deactivated|merged_into|deleted|accepted|resolved|blocked)/.test(column.name)) return undefined;
  const target = input.catalogue.references.get(key);
  if (target) return input.ids.get(target);
  return input.catalogue.allowed.get(key) ?? plainValue(column, input);
}

function plainValue({ type, name }: Column, { mark, ids }: RowInput): unknown {
  if (type === "uuid") return ids.get(`${name.replace(/_id$/, "")}s`) ?? randomUUID();
  if (type === "timestamptz") return name === "expires_at" ? new Date(Date.now() + 86_400_000) : new Date();
  if (type === "jsonb") return JSON.stringify({ mark });
  if (type === "bytea") return Buffer.from(mark);
  if (type === "bool") return false;
  if (type === "_text") return [mark];
  if (type.startsWith("int")) return 1;
  return name.endsWith("email") ? `${mark}@example.test` : `${mark}`;
}

// Notes of the product itself, not changes: how far pushes have gone, and when something was last used.
const BOOKKEEPING_TABLES = ["event_publications"];
const BOOKKEEPING_COLUMNS = "array['last_used_at', 'last_seen_at']";

/** Everything the tenant has, as one hash per table: whoever changed a row of it has changed this. */
export async function fingerprint(client: pg.Client, tenantId: string): Promise<Record<string, string>> {
  const catalogue = await readCatalogue(client);
  const hashes: Record<string, string> = {};
  for (const table of tenantTables(catalogue).filter((name) => !BOOKKEEPING_TABLES.includes(name))) {
    const { rows } = await client.query<{ hash: string }>(
      `select md5(coalesce(string_agg((to_jsonb(t) - ${BOOKKEEPING_COLUMNS})::text, '|' order by t::text), '')) as hash from ${table} t where tenant_id = $1`,
      [tenantId],
    );
    hashes[table] = rows[0]?.hash ?? "";
  }
  return hashes;
}
