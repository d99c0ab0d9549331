/** SQLSTATE in_failed_sql_transaction: said of every statement behind the one that failed. */
const BEHIND_A_FAILURE = "25P02";

/**
 * Waits for statements that were sent at once on one connection. When one fails, those behind it fail as well, and which of
 * the rejections comes first depends on how deep its promise lies: this throws the one that says why.
 */
export async function together<const T extends readonly unknown[]>(sent: T): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  const outcomes = await Promise.allSettled(sent);
  const failures = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason as { code?: unknown }] : []));
  if (failures.length > 0) throw failures.find((failure) => failure?.code !== BEHIND_A_FAILURE) ?? failures[0];
  return Promise.all(sent);
}
