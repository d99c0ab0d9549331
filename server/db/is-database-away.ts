import { appPool } from "./client";

const TRUST_MS = 1_000;
let asked = { at: 0, answer: Promise.resolve(false) };

/** Whether the database cannot be reached, asked at most once a second for everybody. */
export function isDatabaseAway(): Promise<boolean> {
  if (Date.now() - asked.at < TRUST_MS) return asked.answer;
  const answer = appPool()
    .query("select 1")
    .then(
      () => false,
      () => true,
    );
  asked = { at: Date.now(), answer };
  return answer;
}
