import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { createTransport } from "nodemailer";
import { env, required } from "@/lib/env";
import { SYSTEM } from "@/server/access/actor";
import { assertSafeRole } from "@/server/db/check-role";
import { jobsPool } from "@/server/db/client";
import { inTenant } from "@/server/db/in-tenant";
import { listPendingMigrations } from "@/server/db/migrate";
import { checkRealtime } from "@/server/realtime/pusher";
import { listTenants } from "./find-tenant";
import { say } from "./output";

interface Finding {
  ok: boolean;
  detail: string;
}

const CHECKS: Record<string, () => Promise<Finding>> = {
  database: checkDatabase,
  "row-level security": checkPolicies,
  migrations: checkMigrations,
  lanes: checkLanes,
  workers: checkWorkers,
  inbound: checkStrays,
  realtime: () => (isRunning() ? checkRealtime() : notRunning()),
  mail: checkMail,
  storage: checkStorage,
  channels: checkChannels,
};

/** `doctor`: each check on a line of its own; the exit code is 1 when one fails. A product that is not running has no workers to miss. */
export async function doctorCommand() {
  const checks: Record<string, Finding> = {};
  for (const [name, check] of Object.entries(CHECKS)) {
    const finding = await check().catch((error: Error) => ({ ok: false, detail: error.message }));
    checks[name] = finding;
    say(`${finding.ok ? "ok  " : "FAIL"}  ${name}: ${finding.detail}`);
  }
  const ok = Object.values(checks).every((finding) => finding.ok);
  if (!ok) process.exitCode = 1;
  return { ok, checks };
}

/** The launcher (or the operator) says where pushes go; a stopped product has nobody to say it. */
const isRunning = () => Boolean(env().PUSHER_KEY);
const notRunning = async (): Promise<Finding> => ({ ok: true, detail: "not running" });

async function checkDatabase(): Promise<Finding> {
  await assertSafeRole(required("DATABASE_URL"));
  const { rows } = await jobsPool().query<{ version: string }>("select current_setting('server_version') as version");
  return { ok: true, detail: `PostgreSQL ${rows[0]?.version}, the application's role is kept by row-level security` };
}

/** Every table that carries a tenant must force its policy. */
async function checkPolicies(): Promise<Finding> {
  const { rows } = await jobsPool().query<{ relname: string; is_held: boolean }>(
    `select c.relname, c.relrowsecurity and c.relforcerowsecurity and exists (select from pg_policy p where p.polrelid = c.oid) as is_held
       from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
      where n.nspname = 'public' and c.relkind in ('r', 'p') order by 1`,
  );
  const open = rows.filter((row) => !row.is_held).map((row) => row.relname);
  return { ok: open.length === 0, detail: open.length === 0 ? `forced on ${rows.length} tables` : `not forced on ${open.join(", ")}` };
}

async function checkMigrations(): Promise<Finding> {
  const pending = await listPendingMigrations(required("DATABASE_MIGRATION_URL"));
  return { ok: pending.length === 0, detail: pending.length === 0 ? "all applied" : `missing: ${pending.join(", ")}. Run \`parley migrate\`.` };
}

/** A lane that waited long means that no worker drains, or that its head fails. */
async function checkLanes(): Promise<Finding> {
  const { rows } = await jobsPool().query<{ waiting: number; behind: number; aside: number }>(
    `select count(*) as waiting, coalesce(extract(epoch from now() - min(run_at) filter (where run_at <= now())), 0)::int as behind,
            count(*) filter (where attempts > 0) as aside from jobs.lanes`,
  );
  const { waiting = 0, behind = 0, aside = 0 } = rows[0] ?? {};
  return { ok: behind < 60 || !isRunning(), detail: `${waiting} waiting, oldest due for ${behind} s, ${aside} set aside` };
}

async function checkWorkers(): Promise<Finding> {
  if (!isRunning()) return notRunning();
  const { rows } = await jobsPool().query<{ alive: number }>("select count(*) as alive from jobs.workers where seen_at > now() - interval '30 s'");
  return { ok: (rows[0]?.alive ?? 0) > 0, detail: `${rows[0]?.alive ?? 0} alive` };
}

/** Bodies nobody could read or place; kept seven days, for `replay`. Told, not failed: strangers can send them. */
async function checkStrays(): Promise<Finding> {
  const { rows } = await jobsPool().query<{ kind: string; state: string; count: number }>(
    "select kind, state, count(*) as count from jobs.inbound_events where state in ('unparseable', 'unroutable') group by 1, 2 order by 1, 2",
  );
  return { ok: true, detail: rows.map((row) => `${row.count} ${row.state} at ${row.kind}`).join(", ") || "nothing unreadable, nothing unroutable" };
}

async function checkMail(): Promise<Finding> {
  const { SMTP_URL, DATA_DIR } = env();
  if (!SMTP_URL) return { ok: true, detail: `captured under ${path.join(DATA_DIR, "mail")}` };
  await createTransport(SMTP_URL, { connectionTimeout: 10_000 } as object).verify();
  return { ok: true, detail: "the SMTP server takes our sign-in" };
}

async function checkStorage(): Promise<Finding> {
  const folder = path.resolve(env().DATA_DIR, "attachments");
  const file = path.join(folder, `.doctor-${process.pid}`);
  await mkdir(folder, { recursive: true });
  await writeFile(file, "ok");
  await rm(file);
  return { ok: true, detail: `${folder} can be written` };
}

/** By their last health check: what a person must act on fails. */
async function checkChannels(): Promise<Finding> {
  const problems: string[] = [];
  let count = 0;
  for (const { tenantId, slug } of await listTenants()) {
    const channels = await inTenant(tenantId, SYSTEM, ({ db }) => db.channel.findMany({ where: { tenantId, disconnectedAt: null } }));
    count += channels.length;
    for (const c of channels) if (c.status === "action-needed") problems.push(`${slug}: ${c.kind} "${c.name}" ${c.statusReason ?? "needs action"}`);
  }
  return { ok: problems.length === 0, detail: problems.join("; ") || `${count} connected, none needs action` };
}
