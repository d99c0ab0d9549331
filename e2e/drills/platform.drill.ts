import { expect, test } from "@playwright/test";
import { audit } from "./audit";
import { answer, findThread, openBot } from "./customers";
import { openPlace, type Place, report } from "./place";
import { manyCustomers, startTraffic } from "./traffic";

const misbehave = (place: Place, next: string, count: number) => place.simulator("telegram", "/__control", { next, count });

test("a platform that answers nothing, late, twice and with 429 in the middle of traffic", async () => {
  const place = await openPlace();
  try {
    const customers = await manyCustomers(await openBot(place), ["Ana", "Bo", "Cem"]);
    const traffic = startTraffic(place, customers);
    for (const [effect, count] of [
      ["double", 8],
      ["transient", 4],
      ["throttle", 2],
      ["timeout", 2],
      ["double", 8],
    ] as const) {
      await misbehave(place, effect, count);
      await new Promise((resolve) => setTimeout(resolve, 6_000));
    }
    await traffic.stop();
    const counts = await audit(place, customers);
    report("bad platform", { doubled: 16, refused: 4, throttled: 2, silent: 2, ...counts });
    // What was swallowed without an answer is not sent a second time: a person decides.
    expect(counts.unknown).toBe(2);
  } finally {
    await place.stop();
  }
});

test("a platform that answers 500 for an hour", async () => {
  const place = await openPlace();
  try {
    const bot = await openBot(place);
    const customer = await bot.customer("Ana");
    await customer.write("Are you there?");
    const thread = await findThread(place, "Are you there?");
    await misbehave(place, "transient", 100_000);
    const sent = await answer(place, thread.id, "Yes, we are.");
    const { attempts, minutes } = await waitForTheEnd(place, sent.id);
    const failed = await waiting(place, sent.id);
    expect(failed.status).toBe("failed");
    expect(failed.reason).toBeTruthy();
    // The hour is over; the agent, who saw it turn red, writes once more.
    await place.simulator("telegram", "/__control", { clear: true });
    await answer(place, thread.id, "Now we are.");
    const counts = await audit(place, [customer]);
    report("500 for an hour", { attempts, minutesUntilRed: minutes, ...counts });
    expect(counts).toMatchObject({ arrived: 1, failed: 1 });
  } finally {
    await place.stop();
  }
});

/** What waits for its next attempt is made to wait no longer, and the minutes it would have waited are added up. */
async function waitForTheEnd(place: Place, messageId: string): Promise<{ attempts: number; minutes: number }> {
  let seconds = 0;
  for (let attempts = 0; ; ) {
    await expect.poll(async () => (await waiting(place, messageId)).attempts).toBeGreaterThan(attempts);
    const delivery = await waiting(place, messageId);
    attempts = delivery.attempts;
    if (delivery.status !== "queued") return { attempts, minutes: Math.round(seconds / 60) };
    seconds += delivery.waits;
    await pullForward(place, messageId);
  }
}

async function waiting(place: Place, messageId: string): Promise<{ status: string; attempts: number; waits: number; reason: string | null }> {
  const [row] = await place.sql<{ status: string; attempts: number; waits: number; reason: string | null }>(
    "select status, attempts, reason, extract(epoch from not_before - attempted_at)::float8 as waits from deliveries where message_id = $1 and status <> 'sending'",
    [messageId],
  );
  return row ?? { status: "sending", attempts: 0, waits: 0, reason: null };
}

/** Its time has come, and its job's too. */
async function pullForward(place: Place, messageId: string): Promise<void> {
  await place.sql("update deliveries set not_before = now() where message_id = $1 and status = 'queued'", [messageId]);
  await place.sql("update graphile_worker._private_jobs set run_at = now() where run_at > now() and attempts < max_attempts");
}
