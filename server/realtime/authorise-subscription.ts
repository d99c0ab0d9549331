import { createHash } from "node:crypto";
import type { Actor } from "@/server/access/actor";
import { may } from "@/server/access/roles";
import { visibleConversations } from "@/server/access/visibility";
import { findApiKey } from "@/server/auth/api-keys";
import { findSession } from "@/server/auth/find-session";
import { listSeats, type Seat } from "@/server/auth/list-seats";
import { isId } from "@/server/db/ids";
import { inTenant, outsideTenants } from "@/server/db/in-tenant";
import { answerSocket } from "./answer-socket";
import { pusher } from "./pusher";

interface Presence {
  user_id: string;
  user_info: Record<string, string>;
}

/** Yes, with who it is on a presence topic; null is a refusal. */
type Grant = { presence?: Presence } | null;

/**
 * POST /api/realtime/auth: whether this socket may listen to this topic. Asked once per subscription, so what an agent sees
 * afterwards is checked again by every query the pointers lead to, and who loses a seat loses the socket (end-connections.ts).
 */
export function authoriseSubscription(request: Request): Promise<Response> {
  return answerSocket(request, async ({ socketId, form, headers }) => {
    const topic = form.get("channel_name") ?? "";
    const grant = await grantFor(topic, headers);
    return grant && pusher().authorizeChannel(socketId, topic, grant.presence);
  });
}

async function grantFor(topic: string, headers: Headers): Promise<Grant> {
  const [, kind, id] = /^(private-tenant|private-agent|private-widget|presence-conversation)-([0-9a-f-]{36})$/.exec(topic) ?? [];
  if (!kind || !isId(id)) return null;
  const bearer = /^Bearer (.+)$/.exec(headers.get("authorization") ?? "")?.[1];
  if (kind === "private-widget") return bearer ? grantWidget(id, bearer) : null;
  if (bearer) return kind === "private-tenant" ? grantApiKey(id, bearer) : null;
  const session = await findSession(headers.get("cookie"));
  if (!session) return null;
  return grantAgent(kind, id, await listSeats(session.user.id));
}

async function grantWidget(sessionId: string, token: string): Promise<Grant> {
  const hash = createHash("sha256").update(token).digest("hex");
  const { rows } = await outsideTenants((sql) => sql.query<{ id: string }>("select id from lookup.widget_session($1)", [hash]));
  return rows[0]?.id === sessionId ? {} : null;
}

async function grantApiKey(tenantId: string, key: string): Promise<Grant> {
  const found = await findApiKey(key);
  const isOurs = found?.tenantId === tenantId && may({ type: "api-key", id: found.id, scopes: found.scopes }, "conversations.read");
  return isOurs ? {} : null;
}

async function grantAgent(kind: string, id: string, seats: Seat[]): Promise<Grant> {
  // The tenant's topic carries every pointer: only for who may see every conversation.
  if (kind === "private-tenant") return seats.some((seat) => seat.tenantId === id && seat.visibility === "all") ? {} : null;
  if (kind === "private-agent") return seats.some((seat) => seat.agentId === id) ? {} : null;
  for (const seat of seats) {
    if (await mayLookAt(seat, id)) return { presence: { user_id: seat.agentId, user_info: { name: seat.agentName } } };
  }
  return null;
}

function mayLookAt(seat: Seat, conversationId: string): Promise<boolean> {
  const actor: Actor = { type: "agent", id: seat.agentId, userId: "", role: seat.role, visibility: seat.visibility, name: seat.agentName };
  return inTenant(seat.tenantId, actor, async ({ sql }) => {
    const values: unknown[] = [seat.tenantId, conversationId];
    const visible = visibleConversations(actor, "c", values);
    const { rowCount } = await sql.query(`select from conversations c where c.tenant_id = $1 and c.id = $2 and ${visible}`, values);
    return rowCount === 1;
  });
}
