/** A file of an archive, whole: what is larger is cut into several by whoever makes it. */
export interface Entry {
  name: string;
  bytes: Uint8Array;
}

const BLOCK = 512;
/** Longer entries are not ours: the largest is an attachment, the rest is cut at CHUNK_BYTES. */
const MAX_ENTRY_BYTES = 256 * 1024 * 1024;

/**
 * Entries as a POSIX tar (ustar), so that any tar can list and unpack a backup.
 * https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13_06 (read 2026-11-21)
 */
export async function* packTar(entries: AsyncIterable<Entry>): AsyncGenerator<Uint8Array> {
  for await (const { name, bytes } of entries) {
    yield header(name, bytes.length);
    yield bytes;
    yield Buffer.alloc(padding(bytes.length));
  }
  yield Buffer.alloc(2 * BLOCK);
}

/** The entries of a tar that packTar made. Throws one sentence for anything else, also for one that ends early. */
export async function* unpackTar(source: AsyncIterable<Uint8Array>): AsyncGenerator<Entry> {
  const take = taker(source);
  for (;;) {
    const head = await take(BLOCK);
    if (head.every((byte) => byte === 0)) break;
    const { name, size } = readHeader(head);
    const bytes = await take(size);
    await take(padding(size));
    yield { name, bytes };
  }
  // To the end, so that the compression's own checksum is looked at.
  for await (const _ of source);
}

function header(name: string, size: number): Buffer {
  const head = Buffer.alloc(BLOCK);
  const { prefix, rest } = splitName(name);
  head.write(rest, 0, "utf8");
  head.write("0000600\0", 100);
  head.write("0000000\0", 108);
  head.write("0000000\0", 116);
  head.write(`${size.toString(8).padStart(11, "0")}\0`, 124);
  head.write("00000000000\0", 136);
  head.write("        ", 148);
  head.write("0", 156);
  head.write("ustar\0", 257);
  head.write("00", 263);
  head.write(prefix, 345, "utf8");
  head.write(`${checksum(head).toString(8).padStart(6, "0")}\0 `, 148);
  return head;
}

/** A name of more than 100 bytes is split at a slash. Ours never need more than two such parts. */
function splitName(name: string): { prefix: string; rest: string } {
  if (Buffer.byteLength(name) <= 100) return { prefix: "", rest: name };
  const slash = name.lastIndexOf("/");
  const [prefix, rest] = [name.slice(0, slash), name.slice(slash + 1)];
  if (slash < 0 || Buffer.byteLength(prefix) > 155 || Buffer.byteLength(rest) > 100) throw new Error(`${name} is too long a name for an archive`);
  return { prefix, rest };
}

function readHeader(given: Buffer): { name: string; size: number } {
  const head = Buffer.from(given);
  const text = (start: number, length: number) => {
    const field = head.subarray(start, start + length);
    const end = field.indexOf(0);
    return field.subarray(0, end < 0 ? length : end).toString("utf8");
  };
  const size = Number.parseInt(text(124, 12), 8);
  const sum = Number.parseInt(text(148, 8), 8);
  head.fill(" ", 148, 156);
  if (text(257, 5) !== "ustar" || sum !== checksum(head)) throw new Error("it is not a tar, or a header in it is damaged");
  if (!(size >= 0 && size <= MAX_ENTRY_BYTES)) throw new Error("a header in it names an impossible size");
  const prefix = text(345, 155);
  return { name: prefix ? `${prefix}/${text(0, 100)}` : text(0, 100), size };
}

function checksum(head: Buffer): number {
  return head.reduce((sum, byte) => sum + byte, 0);
}

function padding(size: number): number {
  return (BLOCK - (size % BLOCK)) % BLOCK;
}

/** Exactly so many bytes at a time from chunks of any size. */
function taker(source: AsyncIterable<Uint8Array>): (count: number) => Promise<Buffer> {
  const iterator = source[Symbol.asyncIterator]();
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  return async (count) => {
    while (heldBytes < count) {
      const { value, done } = await iterator.next();
      if (done) throw new Error("it ends too early");
      held.push(value);
      heldBytes += value.length;
    }
    const all = held.length === 1 && held[0] ? Buffer.from(held[0].buffer, held[0].byteOffset, held[0].length) : Buffer.concat(held);
    held = [all.subarray(count)];
    heldBytes -= count;
    return all.subarray(0, count);
  };
}
