import type * as z from "zod";
import type { profileInput } from "@/lib/schemas/people";
import { inTenant, outsideTenants } from "@/server/db/in-tenant";
import { recordEvent } from "@/server/realtime/record-event";
import type { Seat } from "./list-seats";
import { seatActor } from "./seat-actor";

type Profile = z.output<typeof profileInput>;

/** Name, language and theme of a person; colleagues see the new name in every workspace, each changed through its own door. */
export async function updateProfile(userId: string, seats: Seat[], { name, locale, theme }: Profile): Promise<void> {
  await outsideTenants((sql) => sql.query("update users set name = $2, locale = $3, theme = $4 where id = $1", [userId, name, locale, theme]));
  for (const seat of seats.filter(({ agentName }) => agentName !== name)) await renameSeat(seat, userId, name);
}

async function renameSeat(seat: Seat, userId: string, name: string): Promise<void> {
  await inTenant(seat.tenantId, seatActor(seat, userId), async (scope) => {
    await scope.sql.query("update agents set name = $3 where tenant_id = $1 and id = $2", [scope.tenantId, seat.agentId, name]);
    recordEvent(scope, { type: "agent.updated", data: { agentId: seat.agentId } });
  });
}
