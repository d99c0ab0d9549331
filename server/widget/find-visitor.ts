import { AppError } from "@/lib/errors";
import { hashToken, isToken } from "@/server/auth/tokens";
import { outsideTenants } from "@/server/db/in-tenant";
import { CHANNEL_COLUMNS, type WidgetChannel, widgetChannel } from "./find-widget-channel";

/** Who calls: one browser's session with one channel. */
export interface Visitor {
  sessionId: string;
  /** The browser's lane: key of its thread. */
  thread: string;
  channel: WidgetChannel;
}

type Row = Parameters<typeof widgetChannel>[0] & { session_id: string; visitor_id: string };

/** The visitor behind `Authorization: Bearer <session token>`. Throws `session-expired` (401), and not-found as the channel's look-up does. */
export async function findVisitor(request: Request): Promise<Visitor> {
  const token = /^Bearer (.+)$/.exec(request.headers.get("authorization") ?? "")?.[1];
  if (!isToken(token)) throw expired();
  const { rows } = await outsideTenants((sql) =>
    sql.query<Row>(
      `select s.id as session_id, s.visitor_id, ${CHANNEL_COLUMNS} from lookup.widget_session($1) s cross join lateral lookup.channel_by_id(s.channel_id) c`,
      [hashToken(token)],
    ),
  );
  const row = rows[0];
  if (!row) throw expired();
  return { sessionId: row.session_id, thread: row.visitor_id, channel: widgetChannel(row) };
}

function expired(): AppError {
  return new AppError("unauthenticated", "no such widget session", { reason: "session-expired", publicMessage: "Start a new session." });
}
