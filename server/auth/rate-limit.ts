import { createHmac } from "node:crypto";
import { required } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { outsideTenants } from "@/server/db/in-tenant";
import type { Sql } from "@/server/db/scope";

/** At most `max` attempts of `subject` per fixed window. */
export interface RateLimit {
  name: string;
  /** What is counted: an address, a network. Only its HMAC is stored. */
  subject: string;
  max: number;
  windowMinutes: number;
}

interface Window {
  key: string;
  start: Date;
  end: Date;
}

function windowOf(limit: RateLimit, now: Date): Window {
  const lengthMs = limit.windowMinutes * 60_000;
  const start = Math.floor(now.getTime() / lengthMs) * lengthMs;
  const key = createHmac("sha256", required("APP_SECRET")).update(`${limit.name}:${limit.subject}`).digest("base64url");
  return { key, start: new Date(start), end: new Date(start + lengthMs) };
}

/**
 * Counts one attempt against each limit, before it is made, so that a hundred parallel guesses are a hundred.
 * Throws `limit` (reason "too-many-attempts", `retryAfterSeconds`) when any is used up; then none is counted, so that
 * refused attempts from one network cannot use up the limit of the address as a whole. Windows end by themselves: nobody is locked out for good.
 */
export async function takeAttempt(limits: RateLimit[], now: Date): Promise<void> {
  await outsideTenants(async (sql) => {
    for (const limit of limits) await count(sql, limit, now);
  });
}

async function count(sql: Sql, limit: RateLimit, now: Date): Promise<void> {
  const window = windowOf(limit, now);
  const { rowCount } = await sql.query(
    `insert into rate_windows (key, window_start, count) values ($1, $2, 1)
     on conflict (key, window_start) do update set count = rate_windows.count + 1 where rate_windows.count < $3`,
    [window.key, window.start, limit.max],
  );
  if (rowCount === 1) return;
  const retryAfterSeconds = Math.max(1, Math.ceil((window.end.getTime() - now.getTime()) / 1000));
  throw new AppError("limit", `rate limit ${limit.name}`, {
    reason: "too-many-attempts",
    publicMessage: `Too many attempts. Try again in ${Math.ceil(retryAfterSeconds / 60)} min.`,
    data: { retryAfterSeconds },
  });
}

/** Takes one attempt back: a right password is no guess. */
export async function giveBackAttempt(limits: RateLimit[], now: Date): Promise<void> {
  const windows = limits.map((limit) => windowOf(limit, now));
  await outsideTenants((sql) =>
    sql.query(
      `update rate_windows set count = greatest(count - 1, 0)
        where (key, window_start) in (select * from unnest($1::text[], $2::timestamptz[]))`,
      [windows.map((w) => w.key), windows.map((w) => w.start)],
    ),
  );
}
