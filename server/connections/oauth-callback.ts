import { publicUrl } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { SYSTEM } from "@/server/access/actor";
import { findSession } from "@/server/auth/find-session";
import { listSeats, type Seat } from "@/server/auth/list-seats";
import { type ConnectCandidate, SendError, TransportError } from "@/server/channels/contract";
import { findAdapter } from "@/server/channels/registry";
import { inTenant } from "@/server/db/in-tenant";
import { consentInput } from "./consent";
import { encryptCredentials } from "./credentials";
import { findMethod } from "./find-method";
import { hashState } from "./note-attempt";
import { transport } from "./transport";

interface Attempt {
  id: string;
  kind: string;
  method: string;
  seat: Seat;
}

/**
 * GET /api/oauth/<kind>/callback: the platform sends the person back, with a code or with a refusal. The state must belong
 * to an attempt of a workspace in which this signed-in person has a seat, and is spent by this call (a second use, or
 * somebody else's browser, finds nothing). The accounts offered are kept, encrypted, for the choice on the next page.
 */
export async function handleOAuthCallback(request: Request): Promise<Response> {
  const url = new URL(request.url);
  const kind = /^\/api\/oauth\/([a-z-]+)\/callback$/.exec(url.pathname)?.[1] ?? "";
  const session = await findSession(request.headers.get("cookie"));
  if (!session) return redirect("/sign-in");
  const attempt = await spendState(kind, url.searchParams.get("state") ?? "", session.user.id);
  if (!attempt) return redirect("/w?connect=expired");

  const query = Object.fromEntries(url.searchParams);
  const result = query.code || query.auth_code ? await exchange(attempt, query) : { error: query.error === "access_denied" ? "denied" : "refused" };
  await inTenant(attempt.seat.tenantId, SYSTEM, ({ db }) =>
    db.connectionAttempt.update({
      where: { tenantId_id: { tenantId: attempt.seat.tenantId, id: attempt.id } },
      data: "error" in result ? { error: result.error } : { candidates: encryptCredentials(result.candidates) as Uint8Array<ArrayBuffer> },
    }),
  );
  return redirect(`/w/${attempt.seat.slug}/settings/channels/connect/${attempt.id}`);
}

function redirect(path: string): Response {
  return new Response(null, { status: 303, headers: { location: `${publicUrl()}${path}`, "cache-control": "no-store" } });
}

/** Finds and spends the state among the person's own workspaces, in one statement each: a race has one winner. */
async function spendState(kind: string, state: string, userId: string): Promise<Attempt | null> {
  for (const seat of await listSeats(userId)) {
    const { rows } = await inTenant(seat.tenantId, SYSTEM, ({ sql, now }) =>
      sql.query<{ id: string; method: string }>(
        `update connection_attempts set answered_at = $5
          where tenant_id = $1 and state_hash = $2 and kind = $3 and agent_id = $4 and answered_at is null and expires_at > $5 returning id, method`,
        [seat.tenantId, hashState(state), kind, seat.agentId, now],
      ),
    );
    if (rows[0]) return { ...rows[0], kind, seat };
  }
  return null;
}

/** The error is a word, with the platform's sentence behind a colon where it has one. */
type Exchanged = { candidates: ConnectCandidate[] } | { error: string };

async function exchange({ kind, method: name }: Attempt, query: Record<string, string>): Promise<Exchanged> {
  const adapter = findAdapter(kind);
  const method = adapter && findMethod(adapter, "oauth", name);
  // WeChat's platforms call it so (component and suite authorisation).
  const code = query.code ?? query.auth_code;
  if (!method || !code) return { error: "refused" };
  try {
    return { candidates: await method.exchange({ ...consentInput(adapter, method), code, query }, transport) };
  } catch (error) {
    // What the platform or the network did becomes a reason on the attempt; anything else is our own fault.
    if (error instanceof SendError) return { error: `refused: ${error.message}` };
    if (error instanceof TransportError) return { error: "unreachable" };
    if (error instanceof AppError && error.reason === "app-not-configured") return { error: `refused: ${error.publicMessage}` };
    throw error;
  }
}
