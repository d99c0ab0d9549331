import { hash, type Options, verify } from "@node-rs/argon2";

// OWASP Password Storage Cheat Sheet, argon2id: 19 MiB, 2 iterations, 1 lane (read 2026-11-21).
// The library's default algorithm is argon2id; its enum is declared const and cannot be named under isolatedModules.
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } satisfies Options;
const CURRENT = /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/;

// Of no password: verified against when there is no such user, so that both answers take the same time.
const DUMMY = "$argon2id$v=19$m=19456,t=2,p=1$ORjwrHss6seyLEq3ddgfTw$hFLxlCvG9keoRzy72EPls1S8Mt8C1peRQGvWEaGh2n8";

/** A PHC string of the password, argon2id over its NFKC form (the same key press gives the same bytes on every keyboard). */
export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize("NFKC"), PARAMETERS);
}

/** Whether the password fits; with a null hash (no such user, no password set) it takes as long and says no. */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  const fits = await verify(passwordHash ?? DUMMY, password.normalize("NFKC"));
  return fits && passwordHash !== null;
}

/** Whether a stored hash was made with other parameters than today's. */
export function needsRehash(passwordHash: string): boolean {
  return !CURRENT.test(passwordHash);
}
