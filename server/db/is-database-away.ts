import { AppError } from "@/lib/errors";
import { appPool } from "./client";

const TRUST_MS = 1_000;
const PATIENCE_MS = 3_000;
let asked = { at: 0, answer: Promise.resolve(false) };

/** Resolves when the database answers. Throws `unavailable` after three seconds of silence: a frozen one does not even refuse. */
export async function pingDatabase(): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new AppError("unavailable", "database silent", { reason: "database-away" })), PATIENCE_MS);
  });
  await Promise.race([appPool().query("select 1"), silence]).finally(() => clearTimeout(timer));
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
