import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Entry, packTar, unpackTar } from "./tar";

const LONG = `files/${"0".repeat(36)}/ab/${"f".repeat(64)}`;
const ENTRIES: Entry[] = [
  { name: "manifest.json", bytes: Buffer.from("{}") },
  { name: "tables/public.messages/000000", bytes: Buffer.alloc(512, 7) },
  { name: "tables/public.messages/000001", bytes: Buffer.alloc(100_000, 9) },
  { name: "empty", bytes: Buffer.alloc(0) },
  { name: LONG, bytes: Buffer.from("grüße 你好") },
];

async function* each<T>(values: T[]): AsyncGenerator<T> {
  yield* values;
}

async function pack(entries: Entry[]): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of packTar(each(entries))) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function unpack(bytes: Buffer, chunkBytes: number): Promise<Entry[]> {
  const chunks = Array.from({ length: Math.ceil(bytes.length / chunkBytes) }, (_, i) => bytes.subarray(i * chunkBytes, (i + 1) * chunkBytes));
  const entries: Entry[] = [];
  for await (const { name, bytes: content } of unpackTar(each(chunks))) entries.push({ name, bytes: Buffer.from(content) });
  return entries;
}

describe("the archive's tar", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), "parley-tar-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each([1, 511, 512, 513, 1 << 20])("comes back entry by entry when it arrives in chunks of %i bytes", async (chunkBytes) => {
    const given = ENTRIES.map(({ name, bytes }) => ({ name, bytes: Buffer.from(bytes) }));
    expect(await unpack(await pack(ENTRIES), chunkBytes)).toEqual(given);
  });

  test("is read by the system's tar", async () => {
    writeFileSync(path.join(folder, "a.tar"), await pack(ENTRIES));
    execFileSync("tar", ["xf", "a.tar"], { cwd: folder });
    for (const { name, bytes } of ENTRIES) expect(readFileSync(path.join(folder, name)).equals(bytes)).toBe(true);
  });

  test("refuses one that is cut short, wherever", async () => {
    const whole = await pack(ENTRIES);
    for (const length of [0, 100, 512, 514, 1024, 20_000, whole.length - 1025]) {
      await expect(unpack(whole.subarray(0, length), 4096)).rejects.toThrow("it ends too early");
    }
  });

  test("refuses a header that was changed, and a size nobody could mean", async () => {
    const changed = await pack(ENTRIES);
    changed[3] = 0x41;
    await expect(unpack(changed, 4096)).rejects.toThrow("damaged");
    await expect(unpack(Buffer.alloc(1024, "x"), 4096)).rejects.toThrow("not a tar");
  });
});
