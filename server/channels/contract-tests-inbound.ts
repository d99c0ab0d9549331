import { describe, expect, test } from "vitest";
import type { ChannelAdapter, InboundItem, RawRequest } from "./contract";
import type { ContractFixtures } from "./contract-tests";
import { inboundItem } from "./item-schema";

/** Bodies that strangers send to see what breaks. Reading one may fail as a whole; it may not hang or take the process down. */
const HOSTILE: Record<string, string | Uint8Array> = {
  empty: "",
  "an empty object": "{}",
  "an empty list": "[]",
  null: "null",
  "a number": "1e400000",
  "deep nesting": `${"[".repeat(100_000)}${"]".repeat(100_000)}`,
  "not UTF-8": new Uint8Array([0xff, 0xfe, 0x00, 0x7b]),
  "NUL and a lone surrogate": '{"object":"page\\u0000","entry":[{"id":"\\ud800"}]}',
  "a prototype": '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
};

type Read = (body: string) => Promise<InboundItem[]>;

/** What every adapter must do with what comes in. */
export function runInboundTests(adapter: ChannelAdapter, fixtures: ContractFixtures): void {
  describe("inbound", () => {
    const read = async (body: string) => adapter.inbound.normalise(fixtures.request(body), fixtures.secrets);
    runSignatureTests(adapter, fixtures);
    runReadingTests(adapter, fixtures, read);
    runToleranceTests(adapter, fixtures, read);
  });
}

function runSignatureTests(adapter: ChannelAdapter, { request, message, secrets, signature }: ContractFixtures): void {
  const verdict = (changed: RawRequest) => adapter.inbound.verify(changed, secrets).kind;
  if (signature === "none") return;
  test("a request the platform signed is let in", () => {
    expect(verdict(request(message))).toBe("ok");
  });
  test("one without the platform's signature is refused", () => {
    const { headers, ...rest } = request(message);
    expect(verdict({ ...rest, headers: { "content-type": headers["content-type"] ?? "" }, query: {}, url: rest.url.split("?")[0] ?? "" })).toBe("refused");
  });
  if (signature === "body")
    test("a single changed byte of the body is refused", () => {
      const raw = request(message);
      const rawBody = Uint8Array.from(raw.rawBody);
      rawBody[rawBody.length >> 1] = (rawBody[rawBody.length >> 1] ?? 0) ^ 1;
      expect(verdict({ ...raw, rawBody })).toBe("refused");
    });
  test("without secrets nothing is let in", () => {
    expect(adapter.inbound.verify(request(message), { app: null, channel: null }).kind).toBe("refused");
  });
}

function runReadingTests(adapter: ChannelAdapter, fixtures: ContractFixtures, read: Read): void {
  const { bodies, message, batch, unsupported } = fixtures;
  test.each(Object.entries(bodies))("reads %s into items the contract knows, and they survive JSON", async (_name, body) => {
    const items = await read(body);
    for (const item of items) expect(inboundItem.safeParse(item).error?.issues ?? []).toEqual([]);
    expect(JSON.parse(JSON.stringify(items))).toEqual(items);
  });
  test.each(Object.entries(bodies))("reading %s is pure: again gives the same, and the bytes stay", async (_name, body) => {
    const raw = fixtures.request(body);
    const before = Buffer.from(raw.rawBody).toString("hex");
    expect(await adapter.inbound.normalise(raw, fixtures.secrets)).toEqual(await adapter.inbound.normalise(raw, fixtures.secrets));
    expect(Buffer.from(raw.rawBody).toString("hex")).toBe(before);
  });
  test.each(Object.entries(bodies))("two things in %s never share a key", async (_name, body) => {
    const keys = (await read(body)).map((item) => `${item.account} ${item.dedupKey}`);
    expect(new Set(keys).size).toBe(keys.length);
  });
  test("a redelivery has the same keys", async () => {
    expect((await read(message)).map((item) => item.dedupKey)).toEqual((await read(message)).map((item) => item.dedupKey));
    expect((await read(message)).length).toBeGreaterThan(0);
  });
  if (batch)
    test("every entry of a batch is read", async () => {
      expect(await read(batch.body)).toHaveLength(batch.items);
    });
  test("what it does not understand is kept and marked, not dropped", async () => {
    const kept = (await read(unsupported)).filter(
      ({ event }) => event.type === "message" && (event.isUnsupported || event.attachments.some((a) => a.kind === "unsupported")),
    );
    expect(kept.length).toBeGreaterThan(0);
  });
}

function runToleranceTests(adapter: ChannelAdapter, fixtures: ContractFixtures, read: Read): void {
  const withUnknownFields = fixtures.withUnknownFields ?? addUnknownFields;
  test.each(Object.entries(fixtures.bodies))("unknown fields in %s change nothing that is known", async (_name, body) => {
    const known = (items: InboundItem[]) =>
      items.map(({ account, thread, dedupKey, providerAt, event }) => ({ account, thread, dedupKey, providerAt, type: event.type }));
    expect(known(await read(withUnknownFields(body)))).toEqual(known(await read(body)));
  });
  test("an unreadable body is refused as a whole", async () => {
    await expect(read(fixtures.unreadable)).rejects.toThrow();
  });
  test.each(Object.entries(HOSTILE))("a hostile body (%s) is read or refused, and pollutes nothing", async (_name, body) => {
    const raw = { ...fixtures.request(fixtures.message), rawBody: typeof body === "string" ? new TextEncoder().encode(body) : body };
    const outcome = await attempt(async () => adapter.inbound.normalise(raw, fixtures.secrets));
    if (Array.isArray(outcome)) for (const item of outcome) expect(inboundItem.safeParse(item).success).toBe(true);
    else expect(outcome).toBeInstanceOf(Error);
    expect("polluted" in {}).toBe(false);
  });
}

async function attempt<T>(fn: () => Promise<T>): Promise<T | Error> {
  try {
    return await fn();
  } catch (error) {
    return error as Error;
  }
}

/** A field nobody has heard of, in every object of a JSON body. */
function addUnknownFields(body: string): string {
  return JSON.stringify(JSON.parse(body), (_key, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value) && !("x_unknown" in value) && Object.keys(value).length > 0
      ? { ...value, x_unknown: "from the future" }
      : value,
  );
}
