import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { sendReplyInput } from "@/lib/schemas/message";
import { isId, newId } from "@/server/db/ids";
import { drainAll } from "@/server/intake/run-lanes";
import { sendReply } from "@/server/messages/send-reply";
import { fileStorage } from "@/server/messages/storage";
import { storeUpload } from "@/server/messages/store-upload";
import { type EmptyDatabase, makeEmptyDatabase } from "@/server/testing/empty-database";
import { makeTenant, type TestTenant } from "@/server/testing/factories";
import { makeFullTenant } from "@/server/testing/isolation/full-tenant";
import { type ConnectedTestChannel, makeTestChannel } from "@/server/testing/make-test-channel";
import { withEnvironment } from "@/server/testing/with-environment";
import { listTables } from "./catalogue";
import type { Manifest } from "./manifest";
import { restoreBackup } from "./restore-backup";
import { verifyBackup } from "./verify-backup";
import { writeBackup } from "./write-backup";

const SECRETS = Buffer.from('{"encryptionKeys":"k"}');
const folder = mkdtempSync(path.join(tmpdir(), "parley-backup-"));
const archive = { file: path.join(folder, "all.backup"), passphrase: null };
const files = fileStorage(path.join(folder, "source"));
const START = Date.now();
const made: EmptyDatabase[] = [];
let everything: pg.Client;

beforeAll(async () => {
  everything = await connect(inject("superUrl"));
});
afterAll(async () => {
  for (const database of made) await database.drop();
  await everything.end();
  rmSync(folder, { recursive: true });
});

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  return client;
}

async function emptyDatabase() {
  const database = await makeEmptyDatabase();
  made.push(database);
  return database;
}

/** Every row of every table, as one digest a table: seen by a role that sees everything. */
async function digests(client: pg.Client): Promise<Record<string, string>> {
  await client.query("set timezone = 'UTC'; set datestyle = 'ISO, YMD'; set intervalstyle = 'postgres'");
  const found: Record<string, string> = {};
  for (const { name, columns } of await listTables(client)) {
    const chunks: Buffer[] = [];
    for await (const chunk of client.query(copyTo(`copy (select ${columns.join(", ")} from ${name}) to stdout`))) chunks.push(chunk as Buffer);
    const rows = Buffer.concat(chunks).toString("latin1").split("\n").slice(0, -1);
    found[name] = `${rows.length} rows ${createHash("sha256").update(rows.sort().join("\n"), "latin1").digest("hex")}`;
  }
  return found;
}

/** Constraints, policies, triggers and indexes, as the database describes them. */
async function shape(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ line: string }>(
    `select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) || convalidated as line from pg_constraint where conrelid <> 0 and connamespace::regnamespace::text !~ '^(pg_|information)'
     union all select oid::regclass || ' ' || relrowsecurity || relforcerowsecurity from pg_class where relkind = 'r' and relnamespace::regnamespace::text !~ '^(pg_|information)'
     union all select tgrelid::regclass || ' ' || tgname || tgenabled::text from pg_trigger where not tgisinternal order by 1`,
  );
  return rows.map((row) => row.line);
}

/** What a backup is made of, with files of the drill's own: other tests' rows name files that were never there. */
const source = (given: Partial<Parameters<typeof writeBackup>[1]> = {}) => ({
  databaseUrl: inject("migrationUrl"),
  version: "0.1.0",
  readFile: async (key: string) => (isId(key.split("/")[0]) ? files.read(key) : null),
  secrets: SECRETS,
  encryptionKeys: ["aa"],
  say: () => {},
  ...given,
});

const target = (databaseUrl: string, given: Partial<Parameters<typeof restoreBackup>[2]> = {}) => {
  const restored = fileStorage(path.join(folder, path.basename(databaseUrl)));
  const kept: Uint8Array[] = [];
  const options = {
    databaseUrl,
    putFile: (tenantId: string, bytes: Uint8Array) => restored.put(tenantId, bytes),
    keepSecrets: async (bytes: Uint8Array) => void kept.push(bytes),
    mayReplace: false,
    say: () => {},
    ...given,
  };
  return { options, restored, kept };
};

const entry = (thread: string, id: string) => ({
  kind: "text",
  id,
  thread,
  from: thread,
  text: `${thread} says ${id} — 你好\t\\N\n"x"`,
  at: START,
});

/** Tenants with conversations, deliveries, files, raw events, waiting jobs: and a writer that goes on until it is told to stop. */
async function fill() {
  const tenants: { tenant: TestTenant; channel: ConnectedTestChannel }[] = [];
  const keys: string[] = [];
  for (let i = 0; i < 3; i++) {
    const tenant = await makeTenant(`Drill ${i}`);
    const channel = await makeTestChannel(tenant);
    await channel.post(Array.from({ length: 40 }, (_, n) => entry(`thread-${n % 8}`, `${n}`)));
    await drainAll(tenant.tenantId);
    // Nobody works on jobs here: each answer stays queued, its job waiting.
    const { rows } = await tenant.door(({ sql }) => sql.query<{ id: string }>("select id from conversations order by number"));
    for (const { id } of rows) {
      const reply = sendReplyInput.parse({ conversationId: id, text: "We look into it.", clientMessageId: newId() });
      await tenant.door((scope) => sendReply(scope, reply));
    }
    for (const bytes of [randomBytes(300_000), Buffer.from(`file of ${i}`)]) {
      await storeUpload({ tenantId: tenant.tenantId, inTenant: tenant.door }, { name: "a.bin", bytes });
      keys.push(await files.put(tenant.tenantId, bytes));
    }
    tenants.push({ tenant, channel });
  }
  await makeFullTenant(everything);
  return { tenants, keys };
}

function keepWriting({ tenant, channel }: { tenant: TestTenant; channel: ConnectedTestChannel }): () => Promise<number> {
  let isStopped = false;
  let written = 0;
  const writing = (async () => {
    while (!isStopped) {
      written += 1;
      await channel.post([entry("busy", `busy-${written}`)]);
      await drainAll(tenant.tenantId);
    }
  })();
  return async () => {
    isStopped = true;
    await writing;
    return written;
  };
}

describe("backup and restore", () => {
  let filled: Awaited<ReturnType<typeof fill>>;
  let manifest: Manifest;
  let truth: Record<string, string>;

  beforeAll(async () => {
    filled = await fill();
    const first = filled.tenants[0];
    if (!first) throw new Error("nothing was filled");
    // The snapshot is held by a session of ours, so that what the backup should hold can be read beside it.
    const witness = await connect(inject("superUrl"));
    const stop = keepWriting(first);
    await witness.query("begin isolation level repeatable read read only");
    const { rows } = await witness.query<{ id: string }>("select pg_export_snapshot() as id");
    manifest = await writeBackup(archive, source({ snapshot: rows[0]?.id ?? "" }));
    truth = await digests(witness);
    expect(await stop()).toBeGreaterThan(1);
    await witness.end();
  });

  test("every row of every table comes back as it was at one instant, while writers went on", async () => {
    const { owner, all } = await emptyDatabase();
    const client = await connect(all);
    const before = await shape(client);
    await client.end();
    const { options, kept, restored } = target(owner);
    await restoreBackup(archive, await verifyBackup(archive), options);

    const again = await connect(all);
    expect(await digests(again)).toEqual(truth);
    expect(await shape(again)).toEqual(before);
    await again.end();
    expect(manifest.tables.filter((table) => table.rows > 0).length).toBeGreaterThan(25);
    expect(kept).toEqual([SECRETS]);
    for (const key of filled.keys) expect(await restored.read(key)).toEqual(await files.read(key));
    expect(manifest.files.count).toBe(filled.keys.length);
  });

  test("the restored product takes messages, and the feed goes on without a gap", async () => {
    const { owner, app } = await emptyDatabase();
    await restoreBackup(archive, manifest, target(owner).options);
    const [, second] = filled.tenants;
    if (!second) throw new Error("nothing was filled");
    await withEnvironment({ DATABASE_URL: app, DATABASE_MIGRATION_URL: owner }, async () => {
      const { tenant, channel } = second;
      const feed = () =>
        tenant.door((s) =>
          s.sql.query<{ count: number; first: number; last: number }>("select count(*), min(cursor) as first, max(cursor) as last from events"),
        );
      const { rows: old } = await feed();
      // Once more what had been stored before the backup, and something new.
      await channel.post([entry("thread-1", "1"), entry("thread-1", "new")]);
      await drainAll(tenant.tenantId);
      const { rows: now } = await feed();
      expect(now[0]?.last).toBeGreaterThan(old[0]?.last ?? 0);
      expect(now[0]?.count).toBe((now[0]?.last ?? 0) - (now[0]?.first ?? 0) + 1);
      const { rows: texts } = await tenant.door((s) => s.sql.query("select text from messages where text like 'thread-1 says %' order by seq"));
      expect(texts.length).toBe(6);
    });
  });

  test("refuses a database that holds something; --yes replaces it, and a failing restore leaves it as it was", async () => {
    const { owner, all } = await emptyDatabase();
    await restoreBackup(archive, manifest, target(owner).options);
    await expect(restoreBackup(archive, manifest, target(owner).options)).rejects.toThrow("not empty");
    const noRoom = async () => {
      throw new Error("no room on the disk");
    };
    await expect(restoreBackup(archive, manifest, target(owner, { mayReplace: true, putFile: noRoom }).options)).rejects.toThrow("no room");
    const between = await connect(all);
    expect(await digests(between)).toEqual(truth);
    await between.end();
    await restoreBackup(archive, manifest, target(owner, { mayReplace: true }).options);
    const after = await connect(all);
    expect(await digests(after)).toEqual(truth);
    await after.end();
  });

  test("refuses a database that somebody uses, and one of another version", async () => {
    const { owner, all } = await emptyDatabase();
    const somebody = await connect(all);
    await expect(restoreBackup(archive, manifest, target(owner).options)).rejects.toThrow("Stop the product first");
    await somebody.end();
    const older = { ...manifest, migrations: manifest.migrations.slice(0, -1) };
    await expect(restoreBackup(archive, older, target(owner).options)).rejects.toThrow("Restore with the version that made it");
    const narrower = { ...manifest, tables: manifest.tables.slice(1) };
    await expect(restoreBackup(archive, narrower, target(owner).options)).rejects.toThrow("the same tables");
  });

  test("knows a file that was cut short or changed before anything is touched", async () => {
    const whole = readFileSync(archive.file);
    const file = path.join(folder, "damaged.backup");
    const damaged = (bytes: Buffer) => {
      writeFileSync(file, bytes);
      return verifyBackup({ file, passphrase: null });
    };
    for (const length of [0, 1, 1_000, Math.floor(whole.length / 2), whole.length - 1]) {
      await expect(damaged(whole.subarray(0, length))).rejects.toThrow("is not a whole backup");
    }
    for (let i = 1; i <= 8; i++) {
      const changed = Buffer.from(whole);
      const at = Math.floor((whole.length * i) / 9);
      changed[at] = (changed[at] ?? 0) ^ 0x10;
      await expect(damaged(changed)).rejects.toThrow("is not a whole backup");
    }
    await expect(damaged(randomBytes(5_000))).rejects.toThrow("is not a whole backup");
    await expect(verifyBackup({ file: path.join(folder, "nowhere"), passphrase: null })).rejects.toThrow("ENOENT");
  });

  test("sealed, it opens with its passphrase alone", async () => {
    const file = path.join(folder, "sealed.backup");
    await writeBackup({ file, passphrase: "a long passphrase" }, source());
    await expect(verifyBackup({ file, passphrase: null })).rejects.toThrow("Set BACKUP_PASSPHRASE");
    await expect(verifyBackup({ file, passphrase: "another passphrase" })).rejects.toThrow("BACKUP_PASSPHRASE is not what it was made with");
    expect((await verifyBackup({ file, passphrase: "a long passphrase" })).tables.length).toBe(manifest.tables.length);
  });

  test("leaves no file behind when it cannot be written whole", async () => {
    const file = path.join(folder, "none", "x.backup");
    await expect(writeBackup({ file, passphrase: null }, source())).rejects.toThrow("ENOENT");
    const half = path.join(folder, "half.backup");
    const broken = async () => {
      throw new Error("the file store is away");
    };
    await expect(writeBackup({ file: half, passphrase: null }, source({ readFile: broken }))).rejects.toThrow("the file store is away");
    expect(() => readFileSync(half)).toThrow("ENOENT");
    expect(() => readFileSync(`${half}.partial`)).toThrow("ENOENT");
  });
});
