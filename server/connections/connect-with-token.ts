import { AppError } from "@/lib/errors";
import type { Actor } from "@/server/access/actor";
import { assertMay } from "@/server/access/roles";
import { SendError, TransportError } from "@/server/channels/contract";
import { adapterOf } from "@/server/channels/registry";
import type { Scope } from "@/server/db/scope";
import { enqueue } from "@/server/jobs/enqueue";
import { apiUrl } from "./channel-config";
import { type CreatedChannel, createChannel } from "./create-channel";
import { findMethod } from "./find-method";
import { renewChannel } from "./renew-channel";
import { subscribeChannel } from "./subscribe-channel.job";
import { transport } from "./transport";

interface ConnectInput {
  kind: string;
  name: string;
  credentials: unknown;
}

interface Door {
  actor: Actor;
  inTenant<T>(fn: (scope: Scope) => Promise<T>): Promise<T>;
}

/**
 * Connects a kind that takes a token or is built in. The platform is asked who the token speaks for before anything is
 * stored, between no transactions; then it is told where to call, by a job. The same account again renews its token.
 * Throws invalid with the platform's reason for a token that nobody owns, unavailable when the platform does not answer.
 */
export async function connectWithToken(door: Door, input: ConnectInput): Promise<CreatedChannel> {
  assertMay(door.actor, "channels.manage");
  const account = await identify(input);
  // As the adapter read them: a secret that it made up where none was given must be stored, or no webhook would be believed.
  const { credentials } = account ?? input;
  return door.inTenant(async (scope) => {
    const renewed = account ? await renewChannel(scope, { kind: input.kind, credentials, accountId: account.accountId }) : null;
    if (renewed) return { channelId: renewed, webhookUrl: "", status: "connecting" as const };
    const name = input.name || account?.name || adapterOf(input.kind).title;
    const created = await createChannel(scope, { kind: input.kind, name, credentials, accountId: account?.accountId });
    await enqueue(scope, subscribeChannel, { channelId: created.channelId }, { key: created.channelId });
    return created;
  });
}

async function identify({ kind, credentials }: ConnectInput): Promise<{ accountId: string; name: string; credentials: unknown } | null> {
  const adapter = adapterOf(kind);
  const method = findMethod(adapter, "token");
  if (!method && !findMethod(adapter, "built-in"))
    throw new AppError("invalid", `${kind} needs OAuth`, { reason: "needs-oauth", publicMessage: `${adapter.title} is connected by signing in there.` });
  if (!method?.identify) return null;
  const parsed = adapter.credentials.safeParse(credentials);
  if (!parsed.success) {
    const fields = parsed.error.issues.map((issue) => ({ field: `credentials.${issue.path.join(".")}`, message: issue.message }));
    throw new AppError("invalid", "credentials do not fit", { fields, publicMessage: fields[0]?.message });
  }
  try {
    const account = await method.identify({ credentials: parsed.data, apiUrl: apiUrl(adapter) }, transport);
    return { ...account, credentials: parsed.data };
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
