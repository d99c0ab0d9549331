import { AppError } from "@/lib/errors";
import { appPool } from "./client";

const TRUST_MS = 1_000;
const PATIENCE_MS = 3_000;
let asked = { at: 0, answer: Promise.resolve(false) };

/** Resolves when the database answers. Throws `unavailable` after three seconds of silence: a frozen one does not even refuse. */
export async function pingDatabase(): Promise<void> {
  await inTime(appPool().query("select 1"));
}

/*
 * Writes without a table: a sort that does not fit in its memory makes a file (fails without room on the disk, where the log still
 * has some of its own), and a message to the log goes to disk with the commit (fails on a standby). In one implicit transaction.
 */
const TRIAL = `
  select set_config('work_mem', '64kB', true);
  select count(*) from (select n from generate_series(1, 20000) n order by n desc offset 0) spilled;
  select pg_logical_emit_message(true, 'parley', 'health')`;

/** Resolves when the database can write. Throws what it says when it cannot: a full disk, a standby. Takes some ten milliseconds. */
export async function tryWriting(): Promise<void> {
  await inTime(appPool().query(TRIAL));
}

async function inTime(answer: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new AppError("unavailable", "database silent", { reason: "database-away" })), PATIENCE_MS);
  });
  await Promise.race([answer, silence]).finally(() => clearTimeout(timer));
}

/** Whether the database cannot be reached, asked at most once a second for everybody. */
export function isDatabaseAway(): Promise<boolean> {
  if (Date.now() - asked.at < TRUST_MS) return asked.answer;
  const answer = pingDatabase().then(
    () => false,
    () => true,
  );
  asked = { at: Date.now(), answer };
  return answer;
}
