import { randomUUID } from "node:crypto";
import { expect } from "@playwright/test";
import type { Place } from "./place";

interface PhoneMessage {
  from: "business" | "person";
  text: string;
}

/** One customer on a simulated Telegram, and everything they wrote and read. */
export interface Customer {
  name: string;
  wrote: string[];
  write(text: string): Promise<void>;
  /** What the business said, as the phone shows it. */
  read(): Promise<string[]>;
}

interface Conversation {
  id: string;
}

export interface StoredMessage {
  id: string;
  kind: string;
  text: string | null;
  seq: number;
  externalId: string | null;
  delivery: { status: string; reason: string | null } | null;
}

/** A bot of the drill's own, connected as a channel of its workspace. */
export async function openBot(place: Place): Promise<{ channelId: string; customer(name: string): Promise<Customer> }> {
  const bot = await place.simulator<{ id: string; token: string }>("telegram", "/__phone/bots", { name: `Drill ${randomUUID().slice(0, 4)}` });
  const credentials = JSON.stringify({ botToken: bot.token });
  const { channelId } = await place.parley<{ channelId: string }>(
    ...["channel", "create", place.slug, "--kind", "telegram", "--name", "Drill", "--credentials", credentials, "--verify"],
  );
  const view = (person: string) =>
    place.simulator<{ accounts: { id: string; isConnected: boolean }[]; messages: PhoneMessage[] }>(
      "telegram",
      `/__phone/state?account=${bot.id}&person=${person}`,
    );
  await expect.poll(async () => (await view("")).accounts.find(({ id }) => id === bot.id)?.isConnected).toBe(true);
  return {
    channelId,
    async customer(name) {
      const person = await place.simulator<{ id: string }>("telegram", "/__phone/people", { name });
      const wrote: string[] = [];
      return {
        name,
        wrote,
        async write(text) {
          wrote.push(text);
          await place.simulator("telegram", "/__phone/messages", { account: bot.id, person: person.id, text });
        },
        read: async () => (await view(person.id)).messages.flatMap(({ from, text }) => (from === "business" ? [text] : [])),
      };
    },
  };
}

/** All messages of the conversation in which a text stands, once it stands there. */
export async function findThread(place: Place, text: string): Promise<{ id: string; messages: StoredMessage[] }> {
  let found: { id: string; messages: StoredMessage[] } | undefined;
  await expect
    .poll(async () => {
      // The newest stand first, so that the first one is mostly it.
      const { data } = await place.rest<{ data: { id: string }[] }>("/conversations?limit=20");
      for (const { id } of data) {
        const messages = await pages<StoredMessage>(place, `/conversations/${id}/messages?limit=200`);
        if (messages.some((message) => message.text === text)) found = { id, messages };
        if (found) return true;
      }
      return false;
    })
    .toBe(true);
  return found as { id: string; messages: StoredMessage[] };
}

/** Every conversation of the workspace with every message in it. */
export async function allThreads(place: Place): Promise<{ id: string; messages: StoredMessage[] }[]> {
  const threads: { id: string; messages: StoredMessage[] }[] = [];
  for (const { id } of await pages<Conversation>(place, "/conversations?limit=200")) {
    threads.push({ id, messages: await pages<StoredMessage>(place, `/conversations/${id}/messages?limit=200`) });
  }
  return threads;
}

async function pages<T>(place: Place, path: string): Promise<T[]> {
  const rows: T[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const page: { data: T[]; nextCursor: string | null } = await place.rest(`${path}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
    rows.push(...page.data);
    cursor = page.nextCursor;
  }
  return rows;
}

/** Answers in a conversation; while the product is away, again with the same id. */
export function answer(place: Place, conversationId: string, text: string): Promise<StoredMessage> {
  return place.rest(`/conversations/${conversationId}/messages`, { text, clientMessageId: randomUUID() });
}
