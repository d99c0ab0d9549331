import { afterAll, beforeAll, expect, test } from "vitest";
import { jobsPool } from "@/server/db/client";
import { drainAll } from "@/server/intake/run-lanes";
import { inboundSamples } from "./fixtures";
import { type Foreign, openForeign } from "./foreign";
import { mutateBytes, mutateJson, randomFrom } from "./mutate";
import { fromPerson, GOOD, inbound, pageBody, postBot, postPage, rest, visit } from "./send";
import type { Answer } from "./wire";
import { makeWorld, openFront, type World } from "./world";

/*
 * Changed samples through the real front, the real database and the drain, between honest messages of the same people.
 * Bounded by count and by time; DB_MUTATIONS and SEED in the environment try more and others.
 */

const COUNT = Number(process.env.DB_MUTATIONS ?? 4_000);
const LIMIT_MS = process.env.DB_MUTATIONS ? Number.POSITIVE_INFINITY : 8_000;
const SEED = Number(process.env.SEED ?? 1);
const PER_BODY = 5;
const AT_ONCE = 16;

let front: Awaited<ReturnType<typeof openFront>>;
let foreign: Foreign;
beforeAll(async () => {
  front = await openFront();
  foreign = await openForeign();
});
afterAll(async () => {
  await front.close();
  await foreign.close();
});

const samples = inboundSamples();
const textsOf = (kind: string) => samples.filter((sample) => sample.kind === kind && sample.name.endsWith(".json")).map(({ bytes }) => bytes.toString());
const API_CALL = JSON.stringify({ ...inbound("changed"), attachments: [{ url: "https://192.0.2.1/a.png" }], providerAt: "2026-11-20T09:00:00Z" });
const WIDGET_CALL = JSON.stringify({ clientId: "changed", text: "hello", uploadIds: [] });
/** A visitor may write sixty times a minute. */
const WIDGET_ROUNDS = 16;

interface Round {
  answers: Answer[];
  /** What the honest ones heard, and what they said. */
  good: Answer[];
  texts: string[];
}

/** What stands in a Page's batches, event by event. */
const pageEvents = textsOf("messenger").flatMap((text) => {
  const { entry } = JSON.parse(text) as { entry: { messaging?: unknown[]; standby?: unknown[] }[] };
  return entry.flatMap(({ messaging = [], standby = [] }) => [...messaging, ...standby]).map((one) => JSON.stringify(one));
});

/** One round of strangers: a batch with changed events between good ones, a changed body, a changed update, two changed calls. */
async function round(world: World, n: number, random: () => number): Promise<Round> {
  const pick = <T>(from: T[]) => from[Math.floor(random() * from.length)] as T;
  const ofPage = () => mutateJson(pick(pageEvents), random).replaceAll("104857600112233", world.pageId).replaceAll("7654321098765432", "777");
  const good = (place: string) => `good ${n} ${place}`;
  const said = (text: string) => fromPerson(world, `"message":{"mid":"${text}","text":"${text}"}`);
  const batch = pageBody(world, [said(good("before")), ...Array.from({ length: PER_BODY }, ofPage), said(good("after"))]);
  const [batched, ...others] = await Promise.all([
    postPage(world, batch),
    postPage(world, mutateBytes(Buffer.from(pageBody(world, [ofPage()])), random)),
    postBot(world, mutateJson(pick(textsOf("telegram")), random)),
    rest("POST /channels/{api}/inbound", mutateJson(API_CALL, random))(world),
    visit("POST /messages", mutateJson(WIDGET_CALL, random))(world),
  ]);
  const ways = Object.entries(GOOD).filter(([way]) => way !== "widget" || n < WIDGET_ROUNDS);
  const taken = await Promise.all(ways.map(([way, send]) => send(world, good(way))));
  return { answers: [batched, ...others], good: [batched, ...taken], texts: ["before", "after", ...ways.map(([way]) => way)].map(good) };
}

test(`${COUNT} changed samples harm nobody: no 5xx, no dead item, and every good neighbour once`, { timeout: 600_000 }, async () => {
  const world = await makeWorld(front, foreign);
  const random = randomFrom(SEED);
  const start = performance.now();
  const rounds: Round[] = [];
  while (rounds.length * (PER_BODY + 4) < COUNT && performance.now() - start < LIMIT_MS)
    rounds.push(...(await Promise.all(Array.from({ length: AT_ONCE }, (_, i) => round(world, rounds.length + i, random)))));
  const told = `SEED=${SEED}`;
  const failed = rounds.flatMap(({ answers }) => answers).filter(({ status }) => status >= 500 || status === 0);
  expect(failed, told).toEqual([]);
  expect(
    rounds.flatMap(({ good }) => good).filter(({ status }) => status >= 300),
    told,
  ).toEqual([]);
  await drainAll(world.tenant.tenantId);
  const { rows: stuck } = await jobsPool().query("select state, reason, item from jobs.inbound_items where tenant_id = $1 and state <> 'done'", [
    world.tenant.tenantId,
  ]);
  expect(stuck, told).toEqual([]);
  const { rows: found } = await world.tenant.door(({ sql }) =>
    sql.query<{ text: string; count: number }>("select text, count(*)::int as count from messages where text like 'good %' group by text"),
  );
  const counts = new Map(found.map(({ text, count }) => [text, count]));
  const lost = rounds.flatMap(({ texts }) => texts).filter((text) => counts.get(text) !== 1);
  expect(lost, told).toEqual([]);
  expect(rounds.length * (PER_BODY + 4)).toBeGreaterThanOrEqual(Math.min(COUNT, 100));
  expect(foreign.trapped()).toBe(0);
});
