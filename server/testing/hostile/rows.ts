import { expect } from "vitest";
import { SYSTEM } from "@/server/access/actor";
import { jobsPool } from "@/server/db/client";
import { inTenant } from "@/server/db/in-tenant";
import { drainAll } from "@/server/intake/run-lanes";
import { attachmentUrl } from "@/server/messages/attachment-url";
import { fetchAttachmentBytes } from "@/server/messages/fetch-attachment";
import { call } from "./wire";
import type { World } from "./world";

/** What a request left behind, a line each; nothing named is nothing there. */
export interface Rows {
  /** Raw events: what became of their items, or why they were rejected. */
  events?: string[];
  texts?: string[];
  files?: string[];
  /** Contacts' names. */
  names?: string[];
}

const LONG = 100;
const short = (text: string) => (text.length <= LONG ? text : `${[...text.slice(0, 20)].slice(0, 10).join("")}… ${text.length}`);

/** Takes everything that waits, fetches what is to be fetched, and tells what stands there then. */
export async function rowsOf(world: World): Promise<Required<Rows>> {
  const { tenantId, door } = world.tenant;
  await drainAll(tenantId);
  await fetchFiles(world);
  const files = await filesOf(world);
  return door(async ({ sql }) => {
    const { rows: messages } = await sql.query<{ text: string | null; is_unsupported: boolean }>("select text, is_unsupported from messages order by seq, id");
    const { rows: contacts } = await sql.query<{ name: string | null }>("select name from contacts where name is not null order by name");
    return {
      events: await eventsOf(world),
      texts: messages.map(({ text, is_unsupported }) => short(text ?? (is_unsupported ? "(unsupported)" : "(none)"))),
      files,
      names: contacts.map(({ name }) => short(name ?? "")),
    };
  });
}

async function fetchFiles({ tenant: { tenantId, door } }: World): Promise<void> {
  const { rows } = await door(({ sql }) => sql.query<{ id: string }>("select id from attachments where state = 'pending' limit 100"));
  for (const { id } of rows) await fetchAttachmentBytes({ tenantId, isLastAttempt: true, inTenant: (fn) => inTenant(tenantId, SYSTEM, fn) }, id);
}

/** Why it is not here; or what it is, and whether a browser opens it in place. */
async function filesOf({ tenant: { tenantId, door }, port }: World): Promise<string[]> {
  const { rows } = await door(({ sql }) =>
    sql.query<{ id: string } & Record<"kind" | "state" | "name" | "mime_type" | "failure_reason", string | null>>(
      "select id, kind, state, name, mime_type, failure_reason from attachments order by message_id, position limit 20",
    ),
  );
  return Promise.all(
    rows.map(async ({ id, kind, state, name, mime_type, failure_reason }) => {
      const outcome =
        state === "stored" ? `${mime_type}, ${await servedAs(port, new URL(attachmentUrl(tenantId, id, new Date())).pathname)}` : (failure_reason ?? state);
      return [kind, name && short(name), outcome].filter(Boolean).join(" | ");
    }),
  );
}

/** Whatever a file is, it comes from our own origin with these: nothing in it runs. */
async function servedAs(port: number, path: string): Promise<string> {
  const { status, headers } = await call(port, { method: "GET", path });
  expect({ status, sniff: headers["x-content-type-options"] }).toEqual({ status: 200, sniff: "nosniff" });
  expect(headers["content-security-policy"]).toMatch(/default-src 'none'.*sandbox/);
  expect(headers["content-type"]).not.toMatch(/html|xml|svg|script|pdf/);
  return String(headers["content-disposition"]).split(";")[0] === "inline" ? "shown" : "a download";
}

async function eventsOf({ tenant, pageId }: World): Promise<string[]> {
  const { rows } = await jobsPool().query<{ state: string; reason: string | null; items: { state: string; reason: string | null }[] }>(
    `select e.state, e.reason, coalesce((select jsonb_agg(jsonb_build_object('state', i.state, 'reason', i.reason) order by i.position)
                                           from jobs.inbound_items i where i.event_id = e.id), '[]') as items
       from jobs.inbound_events e
      where e.tenant_id = $1 or e.url like $2 or exists (select from jobs.inbound_items i where i.event_id = e.id and i.tenant_id = $1)
      order by e.received_at, e.id`,
    [tenant.tenantId, `%w=${pageId}%`],
  );
  return rows.map(({ state, reason, items }) => {
    if (state !== "accepted") return [state, reason].filter(Boolean).join(": ");
    const said = items.map((item) => [item.state, item.reason].filter(Boolean).join(": "));
    return said.length > 5 ? `${new Set(said).size === 1 ? said[0] : "mixed"} × ${said.length}` : said.join(", ");
  });
}
