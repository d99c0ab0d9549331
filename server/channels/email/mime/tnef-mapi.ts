import { decodeText } from "./charset";

export type MapiValue = string | Buffer;

const MAX_PROPERTIES = 2_000;
const MULTI_VALUED = 0x1000;
const TYPE = { string8: 0x1e, unicode: 0x1f, object: 0x0d, binary: 0x102, guid: 0x48 };
/** Bytes of the types of one size, each padded to a multiple of four. [MS-OXTNEF] 2.1.3.5, [MS-OXCDATA] 2.11.1 */
const SIZES: Record<number, number> = { 2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 10: 4, 11: 4, 20: 8, 64: 8, 72: 16 };
/** Ids above are named: a GUID and a number or a name stand before the value. */
const FIRST_NAMED = 0x8000;

/** The texts and byte values of a property list, by id; reading ends where the list is broken. Never throws. */
export function readMapi(bytes: Buffer, charset: string): Map<number, MapiValue> {
  const found = new Map<number, MapiValue>();
  const reader = new Reader(bytes);
  try {
    const count = Math.min(reader.number(), MAX_PROPERTIES);
    for (let i = 0; i < count; i++) {
      const tag = reader.number();
      const [id, type] = [tag >>> 16, tag & 0xffff];
      if (id >= FIRST_NAMED) skipName(reader);
      const value = readValue(reader, type, charset);
      if (value !== null && !found.has(id)) found.set(id, value);
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return found;
}

function skipName(reader: Reader): void {
  reader.take(16);
  const isByNumber = reader.number() === 0;
  const next = reader.number();
  if (!isByNumber) reader.padded(next);
}

/** The last of several values; numbers are passed over. */
function readValue(reader: Reader, type: number, charset: string): MapiValue | null {
  const base = type & ~MULTI_VALUED;
  const size = SIZES[base];
  const isVariable = size === undefined;
  const count = isVariable || base !== type ? Math.min(reader.number(), MAX_PROPERTIES) : 1;
  let value: MapiValue | null = null;
  for (let i = 0; i < count; i++) {
    if (isVariable) value = decode(reader.padded(reader.number()), base, charset);
    else reader.take(size);
  }
  return value;
}

function decode(bytes: Buffer, type: number, charset: string): MapiValue {
  if (type === TYPE.unicode) return bytes.toString("utf16le").replace(/\0+$/, "");
  if (type === TYPE.string8) return decodeText(bytes, charset);
  // An object begins with the GUID of its interface.
  return type === TYPE.object ? bytes.subarray(16) : bytes;
}

class Reader {
  private at = 0;
  constructor(private readonly bytes: Buffer) {}
  /** Throws RangeError at the end. */
  number(): number {
    this.at += 4;
    return this.bytes.readUInt32LE(this.at - 4);
  }
  take(size: number): Buffer {
    if (this.at + size > this.bytes.length) throw new RangeError("beyond the end");
    this.at += size;
    return this.bytes.subarray(this.at - size, this.at);
  }
  padded(size: number): Buffer {
    const value = this.take(size);
    this.at += (4 - (size % 4)) % 4;
    return value;
  }
}
