import type { Actor } from "@/server/access/actor";
import type { Seat } from "./list-seats";

/** The actor that this seat's person is. Comes from the session alone, never from input. */
export function seatActor(seat: Seat, userId: string): Extract<Actor, { type: "agent" }> {
  return { type: "agent", id: seat.agentId, userId, role: seat.role, visibility: seat.visibility, name: seat.agentName };
}
