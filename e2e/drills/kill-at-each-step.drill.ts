import { randomUUID } from "node:crypto";
import { expect, test } from "@playwright/test";
import { audit } from "./audit";
import { answer, type Customer, findThread, openBot } from "./customers";
import { openPlace, type Place, report } from "./place";

/** A customer writes, the agent answers, the customer reads it: the walk that every step belongs to. */
async function walk(place: Place, customer: Customer): Promise<void> {
  const text = `Question ${randomUUID()}`;
  await customer.write(text);
  const thread = await findThread(place, text);
  const reply = `Answer ${randomUUID()}`;
  await answer(place, thread.id, reply);
  await expect
    .poll(async () => {
      const { messages } = await findThread(place, text);
      return messages.find((message) => message.text === reply)?.delivery?.status;
    })
    .toMatch(/sent|unknown/);
}

/** Somebody who writes for the first time leaves other rows than somebody who is known. */
const WHO = ["a new customer", "a known customer"] as const;

/**
 * The steps are not listed here: quiet walks tell them (every commit and every call of web and worker, by what it writes and
 * where it goes), and each is then hit once before and once after, by a SIGKILL from inside the process.
 */
for (const who of WHO)
  test(`kill -9 before and after every commit and every call of the walk of ${who}`, async () => {
    const place = await openPlace();
    try {
      const customers = await visitorsOf(await openBot(place), who);
      await walk(place, await customers.next());
      const first = await stepsOf(place, await customers.next());
      const second = await stepsOf(place, await customers.next());
      // What only one of two walks did belongs to the minute (a heartbeat, a clean-up), not to the walk.
      const steps = [...first].filter((step) => second.has(step)).sort();
      for (const step of steps)
        for (const when of ["before", "after"] as const) {
          place.arm(step, when);
          // In a lucky order of things a single walk may leave the step out.
          for (let walks = 0; walks < 5 && !place.fired().includes(`${when} ${step}`); walks++) await walk(place, await customers.next());
          place.disarm();
        }
      const counts = await audit(place, customers.all);
      const fired = place.fired();
      report(`kill at each step, ${who}`, { ...counts, kills: fired.length, steps });
      expect(fired.sort()).toEqual(steps.flatMap((step) => [`after ${step}`, `before ${step}`]).sort());
    } finally {
      await place.stop();
    }
  });

/** Gives the customer of the next walk: always another one, or always the same, who has written before. */
async function visitorsOf(bot: Awaited<ReturnType<typeof openBot>>, who: (typeof WHO)[number]) {
  const all: Customer[] = [];
  const add = async () => {
    const customer = await bot.customer(`Ana ${all.length + 1}`);
    all.push(customer);
    return customer;
  };
  return { all, next: async () => (who === "a known customer" && all[0]) || add() };
}

async function stepsOf(place: Place, customer: Customer): Promise<Set<string>> {
  const before = place.steps().length;
  await walk(place, customer);
  return new Set(place.steps().slice(before));
}
