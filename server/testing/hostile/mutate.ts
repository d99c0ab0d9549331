/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** What stands in a payload where something else was promised. As JSON text: some of it no object can say. */
const JUNK = [
  ...["null", "true", "false", "0", "-1", "1e308", "-1e-308", "0.1", "9007199254740993", "123456789012345678901234567890", "-99999999999999"],
  ...['""', '" "', '"\\u0000"', '"\\ud800"', '"\\u202Ex"', '"\\r\\nx: y"', '"__proto__"', '"constructor"', '"toString"', '"javascript:alert(1)"'],
  ...['"http://127.0.0.1/"', '"//"', '"%"', '"../.."', '"2026-13-45T99:99:99Z"', '"page"', '"image"'],
  ...["[]", "{}", "[[]]", "[null]", "[{}]", '{"":""}', '{"__proto__":{"polluted":1}}', '{"constructor":{"prototype":{"polluted":1}}}', '{"length":1e9}'],
  ...[`"${"x".repeat(3_000)}"`, `"${"🙂".repeat(500)}"`, `${"[".repeat(200)}${"]".repeat(200)}`, `[${"0,".repeat(500)}0]`],
];
const KEYS = ["__proto__", "constructor", "toString", "", "\u0000", "length", "type", "id", "then", "x".repeat(2_000)];

/** A mark for junk that the finished JSON text gets in its place. */
const mark = (index: number) => `\u0001junk:${index}\u0001`;

/** A payload with one to four of its parts changed; still JSON. */
export function mutateJson(source: string, random: () => number): string {
  const root = { value: JSON.parse(source) as Json };
  const changes = 1 + Math.floor(random() * 4);
  for (let i = 0; i < changes; i++) change(root as unknown as Record<string, Json>, random);
  return JSON.stringify(root.value ?? null).replace(/"\\u0001junk:(\d+)\\u0001"/g, (_found, index) => JUNK[Number(index)] ?? "null");
}

function pick<T>(from: readonly T[], random: () => number): T {
  return from[Math.floor(random() * from.length)] as T;
}

/** Walks down to a random place and changes what stands there. */
function change(root: Record<string, Json>, random: () => number): void {
  let holder: Record<string, Json> | Json[] = root;
  let key: string = "value";
  for (;;) {
    const value: Json | undefined = at(holder, key);
    const keys = typeof value === "object" && value !== null ? Object.keys(value) : [];
    // Down two times of three, so that the leaves, of which there are most, are reached most.
    if (keys.length === 0 || (random() < 0.25 && holder !== root)) break;
    holder = value as Record<string, Json> | Json[];
    key = pick(keys, random);
  }
  alter(holder, key, random);
}

function at(holder: Record<string, Json> | Json[], key: string): Json | undefined {
  return (holder as Record<string, Json>)[key];
}

function put(holder: Record<string, Json> | Json[], key: string, value: Json): void {
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}

function alter(holder: Record<string, Json> | Json[], key: string, random: () => number): void {
  const value = at(holder, key) ?? null;
  switch (Math.floor(random() * 8)) {
    case 0:
      if (Array.isArray(holder)) holder.splice(Number(key), 1);
      else delete holder[key];
      return;
    case 1:
      return put(holder, key, [value]);
    case 2:
      return put(holder, key, { [pick(KEYS, random)]: value });
    case 3:
      if (Array.isArray(holder)) holder.push(value);
      else put(holder, pick(KEYS, random), value);
      return;
    case 4:
      if (Array.isArray(holder)) holder.push(...Array.from({ length: 1 + Math.floor(random() * 20) }, () => value));
      else put(holder, key, typeof value === "string" ? value + value : value);
      return;
    default:
      return put(holder, key, mark(Math.floor(random() * JUNK.length)));
  }
}

/** A payload with one to eight of its bytes changed, cut off, said twice or turned into others; hardly ever what it was. */
export function mutateBytes(source: Uint8Array, random: () => number): Uint8Array {
  let bytes = Buffer.from(source);
  const place = () => Math.floor(random() * bytes.length);
  const changes = 1 + Math.floor(random() * 8);
  for (let i = 0; i < changes && bytes.length > 0; i++) {
    const from = place();
    switch (Math.floor(random() * 6)) {
      case 0:
        bytes = bytes.subarray(0, from);
        break;
      case 1:
        bytes = Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + Math.floor(random() * 20))]);
        break;
      case 2:
        bytes = Buffer.concat([bytes.subarray(0, from), bytes.subarray(place(), place()), bytes.subarray(from)]);
        break;
      case 3:
        bytes = Buffer.concat([bytes.subarray(0, from), Buffer.from(pick(JUNK, random)), bytes.subarray(from)]);
        break;
      default:
        bytes = Buffer.from(bytes);
        bytes[from] = Math.floor(random() * 256);
    }
  }
  return bytes;
}
