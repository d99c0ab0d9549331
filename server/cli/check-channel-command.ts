import type { Actor } from "@/server/access/actor";
import { SYSTEM } from "@/server/access/actor";
import { checkChannel } from "@/server/connections/compatibility/check-channel";
import { isId } from "@/server/db/ids";
import { inTenant, outsideTenants } from "@/server/db/in-tenant";
import type { Scope } from "@/server/db/scope";
import { say } from "./output";
import { UsageError } from "./usage-error";

interface CheckChannelOptions {
  to: string;
  wait: string;
}

/** `check-channel`: tries everything that a channel declares on a tester's conversation. Exit 1 when something declared was not sent. */
export async function checkChannelCommand(channelId: string, { to, wait }: CheckChannelOptions) {
  if (!isId(channelId)) throw new UsageError(`${channelId} is not a channel's id`);
  if (!isId(to)) throw new UsageError("--to is not a conversation's id");
  const seconds = Number(wait);
  if (!Number.isInteger(seconds) || seconds < 0 || seconds > 600) throw new UsageError("--wait is a number of seconds up to 600");
  const tenantId = await tenantOf(channelId);
  const actor = await ownerOf(tenantId);
  const door = { tenantId, actor, inTenant: <T>(fn: (scope: Scope) => Promise<T>) => inTenant(tenantId, actor, fn) };
  const rows = await checkChannel(door, { channelId, conversationId: to, waitMs: seconds * 1_000 });
  say(asTable(rows));
  return { ok: rows.every((row) => !row.declared || row.sent !== "no"), rows };
}

async function tenantOf(channelId: string): Promise<string> {
  const { rows } = await outsideTenants((sql) => sql.query<{ tenant_id: string }>("select tenant_id from lookup.channel_by_id($1)", [channelId]));
  if (!rows[0]) throw new UsageError(`There is no channel ${channelId}`);
  return rows[0].tenant_id;
}

/** What goes out is a person's: some platforms allow an answer of a person where they refuse a machine's. */
async function ownerOf(tenantId: string): Promise<Actor> {
  const owner = await inTenant(tenantId, SYSTEM, ({ db }) =>
    db.agent.findFirst({ where: { role: "owner", deactivatedAt: null }, orderBy: { createdAt: "asc" } }),
  );
  if (!owner) throw new UsageError("The workspace has no owner");
  return { type: "agent", id: owner.id, userId: owner.userId, role: "owner", visibility: "all", name: owner.name };
}

function asTable(rows: Awaited<ReturnType<typeof checkChannel>>): string {
  const cells = rows.map((row) => [row.capability, row.declared ? "yes" : "no", row.sent, row.delivered, row.cameBack, row.note ?? ""]);
  const all = [["capability", "declared", "sent", "delivered", "came back", ""], ...cells];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((line) => line[column]?.length ?? 0))) ?? [];
  return all
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
