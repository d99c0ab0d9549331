import { AppError } from "@/lib/errors";
import { SYSTEM } from "@/server/access/actor";
import { inTenant } from "@/server/db/in-tenant";
import type { Scope } from "@/server/db/scope";
import { enqueue } from "@/server/jobs/enqueue";
import { recordEvent } from "@/server/realtime/record-event";
import { accessAttempt } from "./access-attempt";
import { type CreatedChannel, createChannel } from "./create-channel";
import { renewChannel } from "./renew-channel";
import { subscribeChannel } from "./subscribe-channel.job";

interface ChooseAccountInput {
  attemptId: string;
  accountId: string;
  /** The person has read that the account is connected in another workspace and wants it here. */
  takeOver: boolean;
}

/**
 * Connects one of the accounts that the platform has just offered this person: the fresh proof that allows taking it over.
 * An account connected here already keeps its channel and history and gets the new tokens. Gives the channel, and which
 * tenants lost the account: the caller tells them (`tellPreviousOwners`) after the commit.
 */
export async function chooseAccount(
  scope: Scope,
  { attemptId, accountId, takeOver }: ChooseAccountInput,
): Promise<{ channelId: string; takenFrom: TakenChannel[] }> {
  const { kind, candidates } = await accessAttempt(scope, attemptId);
  const candidate = candidates.find((c) => c.accountId === accountId);
  if (!candidate)
    throw new AppError("invalid", "not among the offered accounts", { reason: "unknown-account", publicMessage: "The platform did not offer this account." });
  if (candidate.problem)
    throw new AppError("invalid", `account has a problem: ${candidate.problem}`, { reason: "account-problem", publicMessage: candidate.problem });
  const renewed = await renewChannel(scope, { kind, accountId, credentials: candidate.credentials });
  if (renewed) return { channelId: renewed, takenFrom: [] };

  const takenFrom = takeOver ? await release(scope, kind, accountId) : [];
  const created: CreatedChannel = await createChannel(scope, { kind, name: candidate.name, credentials: candidate.credentials, accountId });
  await enqueue(scope, subscribeChannel, { channelId: created.channelId }, { key: created.channelId });
  return { channelId: created.channelId, takenFrom };
}

export interface TakenChannel {
  tenantId: string;
  channelId: string;
}

async function release(scope: Scope, kind: string, accountId: string): Promise<TakenChannel[]> {
  const { rows } = await scope.sql.query<{ tenant_id: string; channel_id: string }>("select tenant_id, channel_id from lookup.take_over_account($1, $2, $3)", [
    kind,
    accountId,
    scope.tenantId,
  ]);
  return rows.map((row) => ({ tenantId: row.tenant_id, channelId: row.channel_id }));
}

/** Their feed says that the channel is gone. Best effort by design: the channel's row has said so since the commit. */
export async function tellPreviousOwners(taken: TakenChannel[]): Promise<void> {
  for (const { tenantId, channelId } of taken) {
    await inTenant(tenantId, SYSTEM, async (scope) => recordEvent(scope, { type: "channel.updated", channelId }));
  }
}
