import { expect } from "@playwright/test";
import { allThreads, type Customer, type StoredMessage } from "./customers";
import type { Place } from "./place";

export interface Counts {
  /** Messages that customers wrote; each stands exactly once, in the order in which it was written. */
  written: number;
  /** Answers that the phone shows once. */
  arrived: number;
  /** Answers of which nobody knows; a person is asked. None stands twice on the phone. */
  unknown: number;
  failed: number;
  /** Changes in the feed, without a gap. */
  events: number;
}

const SETTLED = ["sent", "delivered", "read", "failed", "canceled", "unknown"];

/** Waits until nothing is under way, then counts: nothing lost, nothing doubled, nothing disordered, no gap. */
export async function audit(place: Place, customers: Customer[]): Promise<Counts> {
  const messages = await settled(place, customers);
  const inbound = messages.filter(({ kind }) => kind === "inbound").map(({ text }) => text ?? "");
  const counts: Counts = { written: 0, arrived: 0, unknown: 0, failed: 0, events: await countEvents(place) };
  for (const customer of customers) {
    const mine = new Set(customer.wrote);
    expect(inbound.filter((text) => mine.has(text))).toEqual(customer.wrote);
    counts.written += customer.wrote.length;
  }
  const onPhones = (await Promise.all(customers.map((customer) => customer.read()))).flat();
  for (const { text, delivery } of messages.filter(({ kind }) => kind === "outbound")) {
    const copies = onPhones.filter((shown) => shown === text).length;
    const status = delivery?.status ?? "";
    if (status === "unknown") {
      expect(copies, `"${text}" is unknown`).toBeLessThanOrEqual(1);
      expect(delivery?.reason, "a person is asked, with a reason").toBeTruthy();
      counts.unknown += 1;
    } else if (status === "failed") {
      expect(copies, `"${text}" failed`).toBe(0);
      counts.failed += 1;
    } else {
      expect(copies, `"${text}" is ${status}`).toBe(1);
      counts.arrived += 1;
    }
  }
  return counts;
}

/** In the order of storing within each conversation. */
async function settled(place: Place, customers: Customer[]): Promise<StoredMessage[]> {
  const expected = customers.reduce((sum, customer) => sum + customer.wrote.length, 0);
  let messages: StoredMessage[] = [];
  await expect
    .poll(
      async () => {
        messages = (await allThreads(place)).flatMap((thread) => thread.messages.sort((a, b) => a.seq - b.seq));
        const stored = messages.filter(({ kind }) => kind === "inbound").length;
        const pending = messages.filter(({ delivery }) => delivery && !SETTLED.includes(delivery.status)).length;
        return { stored: stored >= expected, pending };
      },
      { timeout: 180_000, intervals: [500] },
    )
    .toEqual({ stored: true, pending: 0 });
  return messages;
}

/** The feed from its first event on: the cursors are dense. */
async function countEvents(place: Place): Promise<number> {
  let last = 0;
  for (let after = "0"; ; ) {
    const page = await place.rest<{ data: { cursor: string }[]; nextCursor: string }>(`/events?after=${after}&limit=200`);
    for (const { cursor } of page.data) {
      expect(Number(cursor)).toBe(last + 1);
      last = Number(cursor);
    }
    if (page.data.length === 0) return last;
    after = page.nextCursor;
  }
}
