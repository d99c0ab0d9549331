import { randomBytes } from "node:crypto";
import { AppError } from "@/lib/errors";
import type { Actor } from "@/server/access/actor";
import { assertMay } from "@/server/access/roles";
import { type OAuthMethod, SendError, TransportError } from "@/server/channels/contract";
import { adapterOf } from "@/server/channels/registry";
import type { Scope } from "@/server/db/scope";
import { consentInput } from "./consent";
import { findMethod } from "./find-method";
import { noteAttempt } from "./note-attempt";
import { transport } from "./transport";

interface Door {
  actor: Actor;
  inTenant<T>(fn: (scope: Scope) => Promise<T>): Promise<T>;
}

/**
 * Begins connecting a channel by OAuth: gives the platform's consent page. The state is random, single use and bound to this agent;
 * only its hash is stored. Some platforms want to be asked first (a code of theirs in the page's address): between transactions.
 * Throws forbidden, and unavailable when our app at the platform is not configured or the platform does not answer.
 */
export async function startOAuth(
  door: Door,
  { kind, method: name }: { kind: string; method?: string | undefined },
): Promise<{ url: string; attemptId: string }> {
  assertMay(door.actor, "channels.manage");
  const adapter = adapterOf(kind);
  const method = findMethod(adapter, "oauth", name);
  if (!method) throw new AppError("invalid", `${kind} is not connected by OAuth`, { reason: "no-oauth" });
  const consent = consentInput(adapter, method);
  const state = randomBytes(32).toString("base64url");
  const url = await addressOf(adapter.title, () => method.authorizeUrl({ ...consent, state }, transport));
  const attemptId = await door.inTenant((scope) => noteAttempt(scope, { kind, method: method.name, state }));
  return { url, attemptId };
}

async function addressOf(title: string, ask: () => ReturnType<OAuthMethod["authorizeUrl"]>): Promise<string> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof SendError || error instanceof TransportError)) throw error;
    throw new AppError("unavailable", "no consent page", {
      reason: "platform-away",
      publicMessage: error instanceof SendError ? error.message : `${title} does not answer. Try again in a minute.`,
      cause: error,
    });
  }
}
