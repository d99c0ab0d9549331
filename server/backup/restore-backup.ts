import { once } from "node:events";
import { finished } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { type CopyStreamQuery, from as copyFrom } from "pg-copy-streams";
import { readArchive } from "./archive";
import { actAs, inTransaction, listMigrations, listSequences, listTables, type Table } from "./catalogue";
import { type Manifest, SECRETS, storageKeyOf, tableOf } from "./manifest";
import { openTables } from "./open-tables";
import { RestoreRefused } from "./restore-refused";

const LEAVING_MS = 2_000;

export interface RestoreTarget {
  /** The owner's URL. */
  databaseUrl: string;
  /** Keeps an attachment and gives its storage key. */
  putFile(tenantId: string, bytes: Uint8Array): Promise<string>;
  /** Called with the archive's secrets just before the rows become visible. */
  keepSecrets(bytes: Uint8Array): Promise<void>;
  /** Whether rows that are there may be thrown away. */
  mayReplace: boolean;
  say(line: string): void;
}

/**
 * Puts a verified backup into a database of the same migrations, in one transaction: it holds everything afterwards, or what it
 * held before. Throws RestoreRefused, having changed nothing, for a database that is in use, of another schema, or not empty.
 */
export async function restoreBackup(archive: { file: string; passphrase: string | null }, manifest: Manifest, target: RestoreTarget): Promise<void> {
  await inTransaction(target.databaseUrl, "", async (client) => {
    await assertUnused(client);
    const tables = await assertSameSchema(client, manifest);
    if (!target.mayReplace) await assertEmpty(client);
    const closeTables = await openTables(client, tables);
    await actAsNobody(client);
    const loader = new Loader(client, tables);
    let secrets: Uint8Array | null = null;
    await readArchive(archive, async ({ name, bytes }) => {
      const table = tableOf(name);
      const storageKey = storageKeyOf(name);
      if (table) await loader.write(table, bytes);
      else if (storageKey) await putBack(target, storageKey, bytes);
      else if (name === SECRETS) secrets = bytes;
    });
    await loader.finish();
    for (const { name, rows } of manifest.tables) {
      if (loader.rowsOf(name) !== rows) throw new Error(`${name} took ${loader.rowsOf(name)} of ${rows} rows`);
      if (rows > 0) target.say(`${name}: ${rows} rows`);
    }
    target.say("checking what refers to what");
    await closeTables();
    await setSequences(client, manifest);
    if (secrets) await target.keepSecrets(secrets);
  });
  await analyse(target.databaseUrl);
}

/** Another connection could be a worker, which would take up a job of a product that is not there yet. */
async function assertUnused(client: pg.Client): Promise<void> {
  let others = 0;
  // A connection that was just closed is still there for a moment.
  for (let waitedMs = 0; waitedMs < LEAVING_MS; waitedMs += 100) {
    // Else the transaction would be shown the same list each time.
    await client.query("select pg_stat_clear_snapshot()");
    const { rows } = await client.query<{ others: number }>(
      "select count(*)::int as others from pg_stat_activity where datname = current_database() and usename is not null and pid <> pg_backend_pid()",
    );
    others = rows[0]?.others ?? 0;
    if (others === 0) return;
    await sleep(100);
  }
  throw new RestoreRefused(`The database is in use (${others} other connections). Stop the product first.`);
}

async function assertSameSchema(client: pg.Client, manifest: Manifest): Promise<Table[]> {
  const here = await listMigrations(client);
  if (here.length === 0) throw new RestoreRefused("The database has no schema yet. Run `parley migrate` first.");
  const spell = (migrations: Manifest["migrations"]) => migrations.map(({ name, checksum }) => `${name} ${checksum}`).join("\n");
  if (spell(here) !== spell(manifest.migrations)) {
    const level = (migrations: Manifest["migrations"]) => migrations.at(-1)?.name ?? "none";
    throw new RestoreRefused(
      `The backup (version ${manifest.version}) has the migrations up to ${level(manifest.migrations)}, this database those up to ${level(here)}. Restore with the version that made it; a newer one then migrates it.`,
    );
  }
  const tables = await listTables(client);
  const shape = (all: { name: string; columns: string[] }[]) => all.map(({ name, columns }) => `${name}(${columns})`).sort();
  const [ours, theirs] = [shape(tables), shape(manifest.tables)];
  const odd = [...ours.filter((table) => !theirs.includes(table)), ...theirs.filter((table) => !ours.includes(table))][0];
  if (odd) throw new RestoreRefused(`The backup and this database do not have the same tables: ${odd}.`);
  return tables;
}

async function assertEmpty(client: pg.Client): Promise<void> {
  // Through the look-up, because the owner sees no tenant's rows.
  await actAs(client, "parley_jobs");
  const { rows } = await client.query<{ is_used: boolean }>(
    "select exists (select from lookup.tenant_ids()) or exists (select from public.users) or exists (select from jobs.inbound_events) as is_used",
  );
  if (rows[0]?.is_used)
    throw new RestoreRefused("The database is not empty. Restore into an empty one, or say --yes to throw away everything that is in it now.");
}

async function actAsNobody(client: pg.Client): Promise<void> {
  await client.query("set local role none");
}

async function putBack(target: RestoreTarget, storageKey: string, bytes: Uint8Array): Promise<void> {
  const key = await target.putFile(storageKey.split("/")[0] ?? "", bytes);
  if (key !== storageKey) throw new Error(`the file store keeps ${storageKey} under another key`);
}

/** Feeds the pieces of one table after the other to COPY. */
class Loader {
  private table: Table | null = null;
  private stream: CopyStreamQuery | null = null;
  private ended: Promise<void> = Promise.resolve();
  private readonly counts = new Map<string, number>();

  constructor(
    private readonly client: pg.Client,
    private readonly tables: Table[],
  ) {}

  async write(name: string, bytes: Uint8Array): Promise<void> {
    if (this.table?.name !== name) await this.open(name);
    const { stream } = this;
    // An error of the database ends the stream, and there is nothing to drain then.
    if (stream && !stream.write(bytes)) await Promise.race([once(stream, "drain"), this.ended]);
  }

  async finish(): Promise<void> {
    const { stream, table } = this;
    this.stream = null;
    this.table = null;
    stream?.end();
    await this.ended;
    if (stream && table) this.counts.set(table.name, stream.rowCount);
  }

  rowsOf(name: string): number {
    return this.counts.get(name) ?? 0;
  }

  private async open(name: string): Promise<void> {
    await this.finish();
    const table = this.tables.find((candidate) => candidate.name === name);
    if (!table) throw new Error(`there is no table ${name}`);
    await actAs(this.client, table.owner);
    this.table = table;
    this.stream = this.client.query(copyFrom(`copy ${table.name} (${table.columns.join(", ")}) from stdin`));
    this.ended = finished(this.stream);
    // Looked at by write and finish; until then it must not count as unhandled.
    this.ended.catch(() => {});
  }
}

async function setSequences(client: pg.Client, manifest: Manifest): Promise<void> {
  const last = new Map(manifest.sequences.map(({ name, lastValue }) => [name, lastValue]));
  for (const { name, owner } of await listSequences(client)) {
    const lastValue = last.get(name) ?? null;
    await actAs(client, owner);
    await client.query("select setval($1::regclass, $2, $3)", [name, lastValue ?? 1, lastValue !== null]);
  }
}

/** A database that knows nothing of its tables reads them whole; autovacuum would come a minute later. */
async function analyse(databaseUrl: string): Promise<void> {
  await inTransaction(databaseUrl, "", async (client) => {
    for (const { name, owner } of await listTables(client)) {
      await actAs(client, owner);
      await client.query(`analyze ${name}`);
    }
  });
}
