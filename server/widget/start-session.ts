import { AppError } from "@/lib/errors";
import { hashToken, isToken, newToken } from "@/server/auth/tokens";
import { decryptCredentials } from "@/server/connections/credentials";
import { newId } from "@/server/db/ids";
import { inTenant } from "@/server/db/in-tenant";
import type { Scope } from "@/server/db/scope";
import { adoptVisitor } from "./adopt-visitor";
import { applyClaims } from "./apply-claims";
import { chooseSession, type GivenIdentity } from "./choose-session";
import { findSignedThread } from "./find-signed-thread";
import type { WidgetChannel } from "./find-widget-channel";
import { isSignedBy } from "./verify-identity";
import type { Claims, IdentityInput, SessionInput } from "./visitor-input";

export const VISITOR = { type: "contact", id: null } as const;

export interface StartedSession {
  /** New for a new or raised session; the caller's own where it goes on. */
  token: string;
  sessionId: string;
  thread: string;
  isVerified: boolean;
}

interface SessionRow {
  id: string;
  visitor_id: string;
  signed_id: string | null;
  claims: Claims;
  wrote_at: Date | null;
}

/**
 * Opens, resumes or raises a browser's session. A signed identity takes the anonymous visitor's conversation along, once;
 * what is not signed is kept as a claim and opens nothing. Throws unauthenticated `bad-signature`.
 */
export async function startSession(channel: WidgetChannel, input: SessionInput, userAgent: string | null): Promise<StartedSession> {
  const identity = checkIdentity(channel, input.identity ?? null);
  return inTenant(channel.tenantId, VISITOR, async (scope) => {
    const known = await lockSession(scope, channel.id, input.visitorToken ?? null);
    const choice = chooseSession(known && { signedId: known.signed_id, claimedId: known.claims.id ?? null }, identity);
    const claims = claimsOf(input.identity ?? null);
    if (choice === "fresh" || !known) return createSession(scope, channel, { input, identity, claims, userAgent });
    const session = {
      id: known.id,
      token: input.visitorToken ?? "",
      thread: known.visitor_id,
      signedId: known.signed_id,
      claims: merged(known.claims, claims),
    };
    if (choice === "raise" && identity) await raise(scope, channel, { session, id: identity.id, wrote: known.wrote_at !== null });
    await saveSession(scope, session, input);
    if (known.wrote_at) await applyClaims(scope, { channelId: channel.id, value: session.signedId ?? session.thread, claims });
    return { token: session.token, sessionId: session.id, thread: session.thread, isVerified: session.signedId !== null };
  });
}

function checkIdentity(channel: WidgetChannel, identity: IdentityInput | null): GivenIdentity | null {
  if (!identity?.id) return null;
  if (typeof identity.signature !== "string") return { id: identity.id, isSigned: false };
  const { identitySecret } = decryptCredentials(channel.credentials) as { identitySecret: string };
  if (isSignedBy(identity.id, identity.signature, identitySecret)) return { id: identity.id, isSigned: true };
  throw new AppError("unauthenticated", "widget identity signature is wrong", {
    reason: "bad-signature",
    publicMessage: "The signature does not match the id. It is HMAC-SHA256 hex of the id with the channel's identity secret.",
  });
}

/** Locked, so that a message being sent and a sign-in of the same browser come one after the other. */
async function lockSession(scope: Scope, channelId: string, token: string | null): Promise<SessionRow | null> {
  if (!isToken(token)) return null;
  const { rows } = await scope.sql.query<SessionRow>(
    `select id, visitor_id, signed_id, claims, wrote_at from widget_sessions
      where tenant_id = $1 and channel_id = $2 and token_hash = $3 for update`,
    [scope.tenantId, channelId, hashToken(token)],
  );
  return rows[0] ?? null;
}

interface NewSession {
  input: SessionInput;
  identity: GivenIdentity | null;
  claims: Claims;
  userAgent: string | null;
}

async function createSession(scope: Scope, channel: WidgetChannel, { input, identity, claims, userAgent }: NewSession): Promise<StartedSession> {
  const signedId = identity?.isSigned ? identity.id : null;
  const token = newToken();
  const sessionId = newId(scope.now.getTime());
  const thread = signedId === null ? newId() : await findSignedThread(scope, channel.id, signedId);
  await scope.sql.query(
    `insert into widget_sessions (tenant_id, id, channel_id, token_hash, visitor_id, verified, signed_id, claims, user_agent,
                                  page_url, page_title, locale, time_zone, created_at, last_seen_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14)`,
    [scope.tenantId, sessionId, channel.id, hashToken(token), thread, signedId !== null, signedId, JSON.stringify(claims), userAgent].concat([
      ...pageColumns(input),
      scope.now.toISOString(),
    ]),
  );
  if (signedId !== null) await applyClaims(scope, { channelId: channel.id, value: signedId, claims });
  return { token, sessionId, thread, isVerified: signedId !== null };
}

interface OpenSession {
  id: string;
  token: string;
  thread: string;
  signedId: string | null;
  claims: Claims;
}

/**
 * An anonymous session becomes a person's. The token changes with the rights: who saw the anonymous one (a shared computer)
 * must not read on. The lane stays if anything was written in it, so that its order holds.
 */
async function raise(scope: Scope, channel: WidgetChannel, { session, id, wrote }: { session: OpenSession; id: string; wrote: boolean }): Promise<void> {
  session.token = newToken();
  session.signedId = id;
  if (wrote) await adoptVisitor(scope, { channelId: channel.id, thread: session.thread, signedId: id, claims: session.claims });
  else session.thread = await findSignedThread(scope, channel.id, id);
}

async function saveSession(scope: Scope, session: OpenSession, input: SessionInput): Promise<void> {
  await scope.sql.query(
    `update widget_sessions set token_hash = $3, visitor_id = $4, signed_id = $5, verified = $5::text is not null, claims = $6, last_seen_at = $7,
            page_url = coalesce($8, page_url), page_title = coalesce($9, page_title), locale = coalesce($10, locale), time_zone = coalesce($11, time_zone)
      where tenant_id = $1 and id = $2`,
    [scope.tenantId, session.id, hashToken(session.token), session.thread, session.signedId, JSON.stringify(session.claims), scope.now, ...pageColumns(input)],
  );
}

function pageColumns(input: SessionInput): (string | null)[] {
  return [input.page?.url ?? null, input.page?.title ?? null, input.locale ?? null, input.timeZone ?? null];
}

function claimsOf(identity: IdentityInput | null): Claims {
  const { id, name, email, phone, attributes } = identity ?? {};
  return { id: id ?? undefined, name, email, phone, attributes: attributes ?? undefined };
}

/** What is not said again stays. */
function merged(before: Claims, now: Claims): Claims {
  const said = Object.fromEntries(Object.entries(now).filter(([, value]) => value !== undefined));
  return { ...before, ...said, attributes: { ...before.attributes, ...now.attributes } };
}
