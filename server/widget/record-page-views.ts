import { createHash } from "node:crypto";
import * as z from "zod";
import { inTenant } from "@/server/db/in-tenant";
import type { Visitor } from "./find-visitor";
import { VISITOR } from "./start-session";
import { pageInput } from "./visitor-input";

const DAY_MS = 86_400_000;

const view = pageInput.extend({
  startedAt: z.iso.datetime({ offset: true }),
  dwellMs: z.number().min(0).max(DAY_MS).transform(Math.round),
});
export const pageViewsInput = z.object({ views: z.array(view).min(1).max(20) });

/** Which pages the visitor looked at and how long, oldest first. A view that is told again only gets longer. */
export async function recordPageViews(visitor: Visitor, { views }: z.output<typeof pageViewsInput>): Promise<void> {
  await inTenant(visitor.channel.tenantId, VISITOR, async (scope) => {
    // A browser's clock may be years off; a view does not lie in the future, nor before yesterday.
    const clamp = (iso: string) => new Date(Math.min(scope.now.getTime(), Math.max(Date.parse(iso), scope.now.getTime() - DAY_MS))).toISOString();
    const rows = views.flatMap(({ url, ...rest }) =>
      url ? [{ ...rest, url, id: viewId(visitor, url, rest.startedAt), startedAt: clamp(rest.startedAt) }] : [],
    );
    const last = rows.at(-1);
    if (!last) return;
    await scope.sql.query(
      `insert into page_views as v (tenant_id, id, session_id, url, title, referrer, started_at, dwell_ms)
       select $1, p.id, $2, p.url, p.title, p.referrer, p."startedAt", p."dwellMs"
         from jsonb_to_recordset($3) p(id uuid, url text, title text, referrer text, "startedAt" timestamptz, "dwellMs" int)
       on conflict (tenant_id, id) do update set dwell_ms = greatest(v.dwell_ms, excluded.dwell_ms), title = coalesce(excluded.title, v.title)`,
      [scope.tenantId, visitor.sessionId, JSON.stringify([...new Map(rows.map((row) => [row.id, row])).values()])],
    );
    await scope.sql.query("update widget_sessions set page_url = $3, page_title = $4, last_seen_at = $5 where tenant_id = $1 and id = $2", [
      scope.tenantId,
      visitor.sessionId,
      last.url,
      last.title ?? null,
      scope.now,
    ]);
  });
}

/** The same view of the same session has the same id, however often it is told; another session cannot name it. */
function viewId({ sessionId }: Visitor, url: string, startedAt: string): string {
  const hex = createHash("sha256").update(`${sessionId}\n${startedAt}\n${url}`).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}
