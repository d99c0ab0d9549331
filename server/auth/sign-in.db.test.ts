import { expect, test } from "vitest";
import { newId } from "@/server/db/ids";
import { outsideTenants } from "@/server/db/in-tenant";
import { createUser } from "./create-user";
import { signInWithPassword } from "./sign-in-with-password";

const PASSWORD = "a long enough passphrase";
const NOW = new Date("2026-11-21T10:00:00Z");

async function makePerson() {
  const email = `${newId()}@example.test`;
  const { userId } = await createUser({ email, name: "Maya Lindqvist", password: PASSWORD, locale: "en", isEmailVerified: true });
  // A network of one's own per person: limits are per network too.
  const network = `198.${Math.floor(Math.random() * 256)}.${Math.floor(Math.random() * 256)}`;
  const from = (host: string) => ({ address: host, userAgent: null });
  return {
    email,
    userId,
    home: from(`${network}.7`),
    neighbour: from(`${network}.200`),
    elsewhere: (i: number) => from(`203.${i}.${Math.floor(Math.random() * 256)}.1`),
  };
}

test("the right password signs in, whatever the address's case; a wrong one and an unknown address do not", async () => {
  const { email, userId, home: client } = await makePerson();
  const attempt = (given: string, password: string) => signInWithPassword({ email: given, password, client, now: NOW });
  expect(await attempt(` ${email.toUpperCase()}`, PASSWORD)).toEqual({ userId });
  expect(await attempt(email, `${PASSWORD}!`)).toBeNull();
  expect(await attempt(`nobody-${email}`, PASSWORD)).toBeNull();
  expect(await attempt("no address", PASSWORD)).toBeNull();
  expect(await attempt(email, "x".repeat(100_000))).toBeNull();
});

test("an unknown address takes as long as a wrong password", async () => {
  const { email, elsewhere } = await makePerson();
  const time = async (given: string, offset: number) => {
    const took: number[] = [];
    for (let i = 0; i < 5; i++) {
      const start = performance.now();
      await signInWithPassword({ email: given, password: "wrong", client: elsewhere(offset + i), now: NOW });
      took.push(performance.now() - start);
    }
    return Math.min(...took);
  };
  const [known, unknown] = [await time(email, 0), await time(`nobody-${email}`, 10)];
  expect(unknown).toBeGreaterThan(known / 3);
  expect(known).toBeGreaterThan(unknown / 3);
});

test("after five wrong guesses from one network even the right password waits, and the window's end lets it in", async () => {
  const { email, userId, home, neighbour, elsewhere } = await makePerson();
  for (let i = 0; i < 5; i++) expect(await signInWithPassword({ email, password: `wrong ${i}`, client: i % 2 ? home : neighbour, now: NOW })).toBeNull();
  const right = (client: typeof home, now: Date) => signInWithPassword({ email, password: PASSWORD, client, now });
  await expect(right(home, NOW)).rejects.toMatchObject({ code: "limit", reason: "too-many-attempts", data: { retryAfterSeconds: 900 } });
  await expect(right(home, new Date("2026-11-21T10:14:59Z"))).rejects.toMatchObject({ data: { retryAfterSeconds: 1 } });
  expect(await right(elsewhere(1), NOW)).toEqual({ userId });
  expect(await right(home, new Date("2026-11-21T10:15:00Z"))).toEqual({ userId });
});

test("guesses spread over many networks stop at twenty an hour, and the next hour begins anew", async () => {
  const { email, userId, elsewhere } = await makePerson();
  for (let i = 0; i < 20; i++) await signInWithPassword({ email, password: "wrong", client: elsewhere(i), now: NOW });
  await expect(signInWithPassword({ email, password: PASSWORD, client: elsewhere(99), now: NOW })).rejects.toMatchObject({ code: "limit" });
  expect(await signInWithPassword({ email, password: PASSWORD, client: elsewhere(99), now: new Date("2026-11-21T11:00:00Z") })).toEqual({ userId });
});

test("thirty parallel guesses are counted as thirty", async () => {
  const { email, home: client } = await makePerson();
  const guesses = await Promise.allSettled(Array.from({ length: 30 }, (_, i) => signInWithPassword({ email, password: `wrong ${i}`, client, now: NOW })));
  expect(guesses.filter((guess) => guess.status === "fulfilled")).toHaveLength(5);
});

test("who signs in often is never locked out: right passwords are not counted", async () => {
  const { email, userId, home: client } = await makePerson();
  for (let i = 0; i < 12; i++) expect(await signInWithPassword({ email, password: PASSWORD, client, now: NOW })).toEqual({ userId });
});

test("a hash of older parameters is replaced when its password is next given", async () => {
  const { email, userId, home: client } = await makePerson();
  const { hash } = await import("@node-rs/argon2");
  const old = await hash(PASSWORD, { memoryCost: 8_192, timeCost: 1, parallelism: 1 });
  await outsideTenants((sql) => sql.query("update credentials set password_hash = $2 where user_id = $1", [userId, old]));
  expect(await signInWithPassword({ email, password: PASSWORD, client, now: NOW })).toEqual({ userId });
  const { rows } = await outsideTenants((sql) => sql.query<{ password_hash: string }>("select password_hash from credentials where user_id = $1", [userId]));
  expect(rows[0]?.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await signInWithPassword({ email, password: PASSWORD, client, now: NOW })).toEqual({ userId });
});
