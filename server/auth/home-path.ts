import type { Seat } from "./list-seats";

/** Where a person lands after signing in: the workspace they looked at last, else their first one; null when they have none. */
export function homePath(seats: Seat[], lastTenantId: string | null): string | null {
  const seat = seats.find(({ tenantId }) => tenantId === lastTenantId) ?? seats[0];
  return seat ? `/w/${seat.slug}` : null;
}
