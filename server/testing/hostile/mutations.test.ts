import { describe, expect, test } from "vitest";
import * as z from "zod";
import type { InboundItem, RawRequest, Secrets } from "@/server/channels/contract";
import { inboundItem } from "@/server/channels/item-schema";
import { adapterOf } from "@/server/channels/registry";
import { prepareItems } from "@/server/intake/prepare-items";
import { whyUnreadable } from "@/server/intake/why-unreadable";
import { sniffFile } from "@/server/messages/sniff";
import { Rows } from "@/server/testing/play-history";
import { billionLaughs, gifScript, gzipBomb, pdfPage, png, zipBomb } from "./bombs";
import { inboundSamples, type Sample } from "./fixtures";
import { mutateBytes, mutateJson, randomFrom } from "./mutate";

/*
 * The pure half of intake against changed samples: verify, normalise, prepare and, for one in eight, the rules. Bounded by
 * count and by time, whichever comes first; MUTATIONS and SEED in the environment try more and others.
 */

const COUNT = Number(process.env.MUTATIONS ?? 100_000);
const LIMIT_MS = process.env.MUTATIONS ? Number.POSITIVE_INFINITY : 12_000;
const SEED = Number(process.env.SEED ?? 1);

const SECRETS: Secrets = {
  app: { appId: "517793277738000", appSecret: "app secret", verifyToken: "token" },
  channel: { accountId: "account", credentials: { botToken: "1:a", webhookSecret: "secret", identitySecret: "secret" } },
};
const RECEIVED = new Date("2026-11-21T10:00:00Z");
const samples = inboundSamples();
const mails = samples.filter(({ kind }) => kind === "email");
const calls = samples.filter(({ kind }) => kind !== "email");

function mutated({ bytes, name }: Sample, random: () => number): Uint8Array {
  return name.endsWith(".json") && random() < 0.8 ? Buffer.from(mutateJson(bytes.toString(), random)) : mutateBytes(bytes, random);
}

const isNoText = (error: unknown) => (error as { code?: string }).code === "ERR_ENCODING_INVALID_ENCODED_DATA";

/** Everything that must hold of one body; throws when it does not. */
async function check({ kind }: Sample, rawBody: Uint8Array, isPlayed: boolean): Promise<void> {
  const { inbound } = adapterOf(kind);
  const request: RawRequest = { method: "POST", url: "https://desk.example.com/x", query: {}, headers: { "content-type": "application/json" }, rawBody };
  inbound.verify(request, SECRETS);
  let items: InboundItem[];
  try {
    items = await inbound.normalise(request, SECRETS);
  } catch (error) {
    // Only the body as a whole may be refused, by whoever looked at it: anything else that is thrown would take neighbours along.
    const isDeclared = error instanceof SyntaxError || error instanceof z.ZodError || (error as Error).constructor === Error;
    expect(isDeclared || isNoText(error), (error as Error).stack).toBe(true);
    expect(whyUnreadable(error)).toMatch(/^[A-Z][^{}[\]\n]{5,}\.$/);
    return;
  }
  for (const item of items) expect(inboundItem.safeParse(item).error?.issues ?? []).toEqual([]);
  const prepared = prepareItems(items, RECEIVED);
  expect(prepared.length).toBe(items.length);
  for (const item of prepared) expect(Math.max(item.dedupKey.length, item.threadKey.length)).toBeLessThanOrEqual(255);
  const unstorable: string[] = [];
  JSON.stringify(prepared, (name, value: unknown) => {
    for (const text of [name, value]) if (typeof text === "string" && /[\0\p{Surrogate}]/u.test(text)) unstorable.push(`${name}: ${text}`);
    return value;
  });
  expect(unstorable).toEqual([]);
  if (isPlayed) new Rows().take(prepared.map(({ dedupKey, item }) => ({ dedupKey, thread: item.thread, event: item.event })));
}

describe("changed samples", () => {
  test("there are samples of every kind that a platform calls", () => {
    expect(new Set(samples.map(({ kind }) => kind))).toEqual(expect.objectContaining(new Set(["messenger", "telegram", "api", "widget", "email"])));
  });

  test(`${COUNT} of them are read or refused in a sentence, and never anything else`, { timeout: 600_000 }, async () => {
    const random = randomFrom(SEED);
    const start = performance.now();
    let done = 0;
    for (; done < COUNT && performance.now() - start < LIMIT_MS; done++) {
      // Reading a mail takes twenty times as long as reading JSON.
      const from = random() < 0.1 ? mails : calls;
      const sample = from[Math.floor(random() * from.length)] as Sample;
      const body = mutated(sample, random);
      await check(sample, body, done % 8 === 0).catch((error: Error) => {
        throw new Error(`SEED=${SEED}, number ${done}, ${sample.kind} ${sample.name}: ${error.message}\n${Buffer.from(body).toString().slice(0, 2_000)}`, {
          cause: error,
        });
      });
    }
    // A machine that did less than this has not tried.
    expect(done).toBeGreaterThanOrEqual(Math.min(COUNT, 1_000));
    expect("polluted" in {}).toBe(false);
  });

  test("files are called something, and in no time, whatever is done to their bytes", async () => {
    const random = randomFrom(SEED);
    const files = [png(), zipBomb(), zipBomb("[Content_Types].xml"), gzipBomb(), Buffer.from(billionLaughs), Buffer.from(gifScript), Buffer.from(pdfPage)];
    let slowestMs = 0;
    for (let i = 0; i < 1_500; i++) {
      const file = files[Math.floor(random() * files.length)] as Buffer;
      const start = performance.now();
      const { mimeType } = await sniffFile(mutateBytes(file.subarray(0, 4_096), random), "image/png");
      slowestMs = Math.max(slowestMs, performance.now() - start);
      expect(mimeType).toMatch(/^[a-z]+\/[\w.+-]+$/);
    }
    expect(slowestMs).toBeLessThan(2_000);
  });
});
