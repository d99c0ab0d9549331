import { createHash } from "node:crypto";
import type pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import { writeArchive } from "./archive";
import { actAs, inTransaction, listMigrations, listSequences, listTables, type Table } from "./catalogue";
import { fileName, MANIFEST, type Manifest, pieceName, SECRETS } from "./manifest";
import type { Entry } from "./tar";

export interface BackupSource {
  /** The owner's URL. */
  databaseUrl: string;
  version: string;
  /** An attachment by its storage key; null when there is none. */
  readFile(storageKey: string): Promise<Uint8Array | null>;
  /** The data directory's secrets; null when the operator keeps them. */
  secrets: Uint8Array | null;
  encryptionKeys: string[];
  /** As of an instant that another session holds (pg_export_snapshot), so that both can be compared. Else: now. */
  snapshot?: string;
  /** Told what has been done, in a person's words. */
  say(line: string): void;
}

/** What is in memory at once, but for the largest attachment. */
const PIECE_BYTES = 4 * 1024 * 1024;
const KEYS_AT_ONCE = 1_000;
/** Sees the rows of one tenant at a time and never more: others have policies that show them a few columns of all. */
const READER = "parley_app";

/**
 * Writes the whole installation into one file: every row of every table as of one instant, while the product goes on writing,
 * and the attachments that those rows name. Gives the manifest. Throws when the file cannot be written; then there is none.
 */
export async function writeBackup(target: { file: string; passphrase: string | null }, source: BackupSource): Promise<Manifest> {
  // One snapshot for all statements. Writers are not held up; only what they delete stays on the disk until the end.
  return inTransaction(source.databaseUrl, "isolation level repeatable read read only", async (client) => {
    if (source.snapshot) await client.query(`set transaction snapshot ${client.escapeLiteral(source.snapshot)}`);
    const manifest: Manifest = {
      format: 1,
      version: source.version,
      madeAt: new Date().toISOString(),
      migrations: await listMigrations(client),
      tables: [],
      sequences: [],
      files: { count: 0, sizeBytes: 0, digest: "", missing: [] },
      secrets: source.secrets && sha256(source.secrets),
      encryptionKeys: source.encryptionKeys,
    };
    await writeArchive(target, entries(client, source, manifest));
    return manifest;
  });
}

async function* entries(client: pg.Client, source: BackupSource, manifest: Manifest): AsyncGenerator<Entry> {
  const tables = await listTables(client);
  await actAs(client, READER);
  const { rows } = await client.query<{ id: string }>("select id from lookup.tenant_ids() order by id");
  const tenantIds = rows.map((row) => row.id);
  if (source.secrets) yield { name: SECRETS, bytes: source.secrets };
  for (const table of tables) yield* tableEntries({ client, tenantIds, say: source.say }, table, manifest);
  yield* fileEntries({ client, tenantIds, source }, tables, manifest);
  // After the rows, and outside any snapshot as sequences are: never behind what a row holds.
  manifest.sequences = (await listSequences(client)).map(({ name, lastValue }) => ({ name, lastValue }));
  yield { name: MANIFEST, bytes: Buffer.from(JSON.stringify(manifest)) };
}

interface TableReader {
  client: pg.Client;
  tenantIds: string[];
  say(line: string): void;
}

async function* tableEntries(reader: TableReader, table: Table, manifest: Manifest): AsyncGenerator<Entry> {
  const facts: Manifest["tables"][number] = { name: table.name, columns: table.columns, rows: 0, pieces: [] };
  for await (const bytes of inPieces(rowsOf(reader, table))) {
    facts.rows += countRows(bytes);
    yield { name: pieceName(table.name, facts.pieces.length), bytes };
    facts.pieces.push(sha256(bytes));
  }
  manifest.tables.push(facts);
  if (facts.rows > 0) reader.say(`${table.name}: ${facts.rows} rows`);
}

/** COPY's text form of a table. */
async function* rowsOf({ client, tenantIds }: TableReader, table: Table): AsyncGenerator<Uint8Array> {
  const copy = `copy (select ${table.columns.join(", ")} from ${table.name}) to stdout`;
  if (!table.isOfTenants) {
    await actAs(client, table.owner);
    yield* client.query(copyTo(copy));
    return;
  }
  // As the product itself sees them: no role has to exist that sees through the policies.
  await actAs(client, READER);
  for (const tenantId of tenantIds) {
    await client.query("select set_config('app.tenant_id', $1, true)", [tenantId]);
    yield* client.query(copyTo(copy));
  }
}

async function* inPieces(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  for await (const chunk of chunks) {
    held.push(chunk);
    heldBytes += chunk.length;
    if (heldBytes < PIECE_BYTES) continue;
    yield Buffer.concat(held);
    held = [];
    heldBytes = 0;
  }
  if (heldBytes > 0) yield Buffer.concat(held);
}

/** COPY's text form ends each row with the only line feed that is not escaped. */
function countRows(bytes: Uint8Array): number {
  let rows = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) rows += 1;
  return rows;
}

interface FileReader {
  client: pg.Client;
  tenantIds: string[];
  source: BackupSource;
}

async function* fileEntries(reader: FileReader, tables: Table[], manifest: Manifest): AsyncGenerator<Entry> {
  const digest = createHash("sha256");
  const { files } = manifest;
  for await (const storageKey of storageKeys(reader, tables)) {
    const bytes = await reader.source.readFile(storageKey);
    if (!bytes) {
      files.missing.push(storageKey);
      continue;
    }
    yield { name: fileName(storageKey), bytes };
    digest.update(`${storageKey}\n`);
    files.count += 1;
    files.sizeBytes += bytes.length;
    if (files.count % KEYS_AT_ONCE === 0) reader.source.say(`files: ${files.count}`);
  }
  files.digest = digest.digest("hex");
}

/** Every key that a row names, once: the same file in several places is one. */
async function* storageKeys({ client, tenantIds }: FileReader, tables: Table[]): AsyncGenerator<string> {
  const sources = tables.filter((table) => table.hasStorageKey).map((table) => `select storage_key from ${table.name} where storage_key is not null`);
  if (sources.length === 0) return;
  await actAs(client, READER);
  for (const tenantId of tenantIds) {
    await client.query("select set_config('app.tenant_id', $1, true)", [tenantId]);
    await client.query(`declare file_keys no scroll cursor for ${sources.join(" union ")} order by 1`);
    for (;;) {
      const { rows } = await client.query<{ storage_key: string }>(`fetch ${KEYS_AT_ONCE} from file_keys`);
      for (const row of rows) yield row.storage_key;
      if (rows.length < KEYS_AT_ONCE) break;
    }
    await client.query("close file_keys");
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
