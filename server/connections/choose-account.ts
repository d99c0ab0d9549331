import type { Scope } from "@/server/db/scope";
import { enqueue } from "@/server/jobs/enqueue";
import { accessAttempt } from "./access-attempt";
import { createChannel } from "./create-channel";
import { pickCandidate } from "./pick-candidate";
import { renewChannel } from "./renew-channel";
import { subscribeChannel } from "./subscribe-channel.job";
import { type LostChannel, releaseElsewhere } from "./take-over";

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
): Promise<{ channelId: string; takenFrom: LostChannel[] }> {
  const { kind, method, candidates } = await accessAttempt(scope, attemptId);
  const { name, credentials, grantedBy } = pickCandidate(candidates, accountId);
  const renewed = await renewChannel(scope, { kind, accountId, credentials, method, grantedBy });
  if (renewed) return { channelId: renewed, takenFrom: [] };

  const takenFrom = takeOver ? await releaseElsewhere(scope, kind, accountId) : [];
  const created = await createChannel(scope, { kind, name, credentials, accountId, method, grantedBy });
  await enqueue(scope, subscribeChannel, { channelId: created.channelId }, { key: created.channelId });
  return { channelId: created.channelId, takenFrom };
}
