import { AppError } from "@/lib/errors";
import type { Actor } from "@/server/access/actor";
import { assertMay } from "@/server/access/roles";
import { type ChannelAdapter, SendError, type TokenMethod, TransportError } from "@/server/channels/contract";
import { adapterOf } from "@/server/channels/registry";
import type { Scope } from "@/server/db/scope";
import { enqueue } from "@/server/jobs/enqueue";
import { type CreatedChannel, createChannel } from "./create-channel";
import { methodOf } from "./find-method";
import { parseCredentials } from "./parse-credentials";
import { apiUrl } from "./platform-app";
import { renewChannel } from "./renew-channel";
import { subscribeChannel } from "./subscribe-channel.job";
import { type LostChannel, releaseElsewhere, tellPreviousOwners } from "./take-over";
import { transport } from "./transport";

interface ConnectInput {
  kind: string;
  name: string;
  credentials: unknown;
  /** Which of the kind's ways; the first that needs no consent elsewhere when left out. */
  method?: string | undefined;
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
 * Throws invalid with the platform's reason for a token that nobody owns, unavailable when the platform does not answer.
 */
export async function connectWithToken(door: Door, input: ConnectInput): Promise<CreatedChannel> {
  assertMay(door.actor, "channels.manage");
  const adapter = adapterOf(input.kind);
  const method = methodOf(adapter, input.method);
  // As the adapter reads them: a secret that was made up where none was given must be stored, or no webhook would be believed.
  const credentials = method.how === "token" ? parseCredentials(adapter, input.credentials) : undefined;
  const account = method.how === "token" && method.identify ? await identify(adapter, method, credentials) : null;
  const wanted = { kind: input.kind, credentials, method: method.name, accountId: account?.accountId };
  const { created, takenFrom } = await door.inTenant(async (scope) => {
    const accountId = account?.accountId;
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

async function identify(adapter: ChannelAdapter, method: TokenMethod, credentials: unknown): Promise<{ accountId: string; name: string } | null> {
  const platform = method.platform ?? adapter.platformOf?.(credentials);
  try {
    return (await method.identify?.({ credentials, apiUrl: apiUrl(adapter, platform) }, transport)) ?? null;
  } catch (error) {
    if (error instanceof SendError && error.kind === "auth")
      throw new AppError("invalid", "token refused", { reason: "token-refused", publicMessage: error.message, data: { code: error.code }, cause: error });
    if (error instanceof SendError || error instanceof TransportError) {
      throw new AppError("unavailable", "platform does not answer", {
        reason: "platform-away",
        publicMessage: error instanceof SendError ? error.message : `${adapter.title} does not answer. Try again in a minute.`,
        data: { code: error instanceof SendError ? error.code : null },
        cause: error,
      });
    }
    throw error;
  }
}
