import { createHash, randomBytes } from "node:crypto";
import { publicUrl } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { assertMay } from "@/server/access/roles";
import { adapterOf } from "@/server/channels/registry";
import { newId } from "@/server/db/ids";
import type { Scope } from "@/server/db/scope";
import { apiUrl, platformApp } from "./channel-config";
import { findMethod } from "./find-method";
import { processTokens } from "./process-tokens";
import { transport } from "./transport";

const ATTEMPT_MINUTES = 60;

/** Where the platform sends the person back to. Registered at the platform, so it carries nothing variable. */
export function oauthRedirectUri(kind: string): string {
  return `${publicUrl()}/api/oauth/${kind}/callback`;
}

/** The stored form of an OAuth state. */
export function hashState(state: string): string {
  return createHash("sha256").update(state).digest("hex");
}

/**
 * Begins connecting a channel by OAuth: gives the platform's consent page. The state is random, single use and bound to
 * this agent; only its hash is stored. Throws forbidden, and unavailable when our app at the platform is not configured.
 */
export async function startOAuth(scope: Scope, kind: string): Promise<{ url: string; attemptId: string }> {
  assertMay(scope.actor, "channels.manage");
  if (scope.actor.type !== "agent") throw new AppError("forbidden", "only a person can give consent at a platform");
  const adapter = adapterOf(kind);
  const app = platformApp(kind);
  const method = findMethod(adapter, "oauth");
  if (!method) throw new AppError("invalid", `${kind} is not connected by OAuth`, { reason: "no-oauth" });
  if (!app) {
    throw new AppError("unavailable", `no app of ours at ${kind}`, {
      reason: "app-not-configured",
      publicMessage: `${adapter.title} cannot be connected yet: this installation has no ${adapter.title} app. Whoever runs it sets ${kind.toUpperCase()}_APP_ID and ${kind.toUpperCase()}_APP_SECRET.`,
    });
  }
  const attemptId = newId();
  const state = randomBytes(32).toString("base64url");
  await scope.db.connectionAttempt.create({
    data: {
      tenantId: scope.tenantId,
      id: attemptId,
      kind,
      agentId: scope.actor.id,
      stateHash: hashState(state),
      createdAt: scope.now,
      expiresAt: new Date(scope.now.getTime() + ATTEMPT_MINUTES * 60_000),
    },
  });
  const consent = { app, appTokens: processTokens(`app ${kind}`, null), apiUrl: apiUrl(adapter), redirectUri: oauthRedirectUri(kind) };
  return { url: await method.authorizeUrl({ ...consent, state }, transport), attemptId };
}
