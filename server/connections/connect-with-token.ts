import type { Actor } from "@/server/access/actor";
import { assertMay } from "@/server/access/roles";
import type { ChannelAdapter, ConnectCandidate } from "@/server/channels/contract";
import { adapterOf } from "@/server/channels/registry";
import type { Scope } from "@/server/db/scope";
import { enqueue } from "@/server/jobs/enqueue";
import { type CreatedChannel, createChannel } from "./create-channel";
import { methodOf } from "./find-method";
import { identifyAccounts } from "./identify-accounts";
import { noteAttempt } from "./note-attempt";
import { parseCredentials } from "./parse-credentials";
import { pickCandidate } from "./pick-candidate";
import { renewChannel } from "./renew-channel";
import { subscribeChannel } from "./subscribe-channel.job";
import { type LostChannel, releaseElsewhere, tellPreviousOwners } from "./take-over";

interface ConnectInput {
  kind: string;
  name: string;
  credentials: unknown;
  /** Which of the kind's ways; the first that needs no consent elsewhere when left out. */
  method?: string | undefined;
  /** Which account, where the credentials may open several. */
  accountId?: string | undefined;
  /** The person has read that the account is connected in another workspace and wants it here. */
  takeOver?: boolean | undefined;
}

interface Door {
  actor: Actor;
  inTenant<T>(fn: (scope: Scope) => Promise<T>): Promise<T>;
}

/**
 * Connects a kind that takes a token or is built in. The platform is asked who the token speaks for before anything is
 * stored, between no transactions; then it is told where to call, by a job. The same account again renews its token.
 * An account of another workspace is taken over only when the platform has just accepted these credentials.
 * Throws invalid with the platform's reason for a token that nobody owns, unavailable when the platform does not answer,
 * conflict with the accounts where the credentials open several and none is named.
 */
export async function connectWithToken(door: Door, input: ConnectInput): Promise<CreatedChannel> {
  const asked = await askPlatform(door, input);
  return connectOne(door, input, { ...asked, account: asked.accounts && pickCandidate(asked.accounts, input.accountId) });
}

/** The same for a person at a screen: of several accounts they choose one afterwards, by the attempt. */
export async function connectOrOffer(door: Door, input: ConnectInput): Promise<CreatedChannel | { attemptId: string }> {
  const { method, accounts, ...asked } = await askPlatform(door, input);
  if (!accounts || accounts.length < 2) return connectOne(door, input, { ...asked, method, account: accounts && pickCandidate(accounts, undefined) });
  return { attemptId: await door.inTenant((scope) => noteAttempt(scope, { kind: input.kind, method, candidates: accounts })) };
}

interface Asked {
  adapter: ChannelAdapter;
  method: string;
  /** As they were given. */
  credentials: unknown;
  /** Null where nobody was asked. */
  accounts: ConnectCandidate[] | null;
}

async function askPlatform(door: Door, input: ConnectInput): Promise<Asked> {
  assertMay(door.actor, "channels.manage");
  const adapter = adapterOf(input.kind);
  const method = methodOf(adapter, input.method);
  if (method.how === "built-in") return { adapter, method: method.name, credentials: undefined, accounts: null };
  // As the adapter reads them: a secret that was made up where none was given must be stored, or no webhook would be believed.
  const credentials = parseCredentials({ ...adapter, credentials: method.typed ?? adapter.credentials }, input.credentials);
  const { identify } = method;
  return { adapter, method: method.name, credentials, accounts: identify ? await identifyAccounts(adapter, { ...method, identify }, credentials) : null };
}

type Chosen = Omit<Asked, "accounts"> & { account: ConnectCandidate | null };

async function connectOne(door: Door, input: ConnectInput, { adapter, method, credentials, account }: Chosen): Promise<CreatedChannel> {
  const accountId = account?.accountId;
  const wanted = { kind: input.kind, credentials: account ? account.credentials : credentials, method, accountId };
  const { created, takenFrom } = await door.inTenant(async (scope) => {
    const renewed = accountId ? await renewChannel(scope, { ...wanted, accountId }) : null;
    if (renewed) return { created: { channelId: renewed, webhookUrl: "", status: "connecting" as const }, takenFrom: [] };
    const lost: LostChannel[] = accountId && input.takeOver ? await releaseElsewhere(scope, input.kind, accountId) : [];
    const made = await createChannel(scope, { ...wanted, name: input.name || account?.name || adapter.title });
    await enqueue(scope, subscribeChannel, { channelId: made.channelId }, { key: made.channelId });
    return { created: made, takenFrom: lost };
  });
  await tellPreviousOwners(takenFrom);
  return created;
}
