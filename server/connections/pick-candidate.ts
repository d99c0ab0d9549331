import { AppError } from "@/lib/errors";
import type { ConnectCandidate } from "@/server/channels/contract";

const MOST_NAMED = 10;

/**
 * One of the accounts that a platform offers: the named one, or the only one. Pure. Throws invalid for one that was not offered or that
 * has a problem, and conflict, naming the accounts, where somebody has to choose.
 */
export function pickCandidate(candidates: ConnectCandidate[], accountId: string | undefined): ConnectCandidate {
  const [only, another] = candidates;
  const picked = accountId ? candidates.find((candidate) => candidate.accountId === accountId) : another ? undefined : only;
  if (!picked) throw accountId || !only ? unknownAccount() : severalAccounts(candidates);
  if (picked.problem) throw new AppError("invalid", `account has a problem: ${picked.problem}`, { reason: "account-problem", publicMessage: picked.problem });
  return picked;
}

function unknownAccount(): AppError {
  return new AppError("invalid", "not among the offered accounts", { reason: "unknown-account", publicMessage: "The platform did not offer this account." });
}

function severalAccounts(candidates: ConnectCandidate[]): AppError {
  const named = candidates.slice(0, MOST_NAMED).map(({ name, accountId }) => (name === accountId ? name : `${name} (${accountId})`));
  return new AppError("conflict", "several accounts", {
    reason: "several-accounts",
    publicMessage: `These credentials open several accounts. Name one: ${named.join(", ")}${candidates.length > MOST_NAMED ? " and others" : ""}.`,
    data: { accounts: candidates.map(({ accountId, name, problem }) => ({ accountId, name, problem: problem ?? null })) },
  });
}
