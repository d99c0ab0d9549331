import { findSession, type Session } from "@/server/auth/find-session";
import { listSeats, type Seat } from "@/server/auth/list-seats";
import { type RequestClient, requestClient } from "@/server/auth/request-client";
import { currentRequestId } from "@/server/log";

/** The header in which the browser says which workspace it is looking at; being a custom header, no foreign page can send it. */
export const TENANT_HEADER = "x-parley-tenant";

/** What every procedure knows before it asks for more. Session and seats are read when first asked for, once per request. */
export interface Context {
  requestId: string;
  /** Slug of the workspace, unchecked. */
  tenantSlug: string | null;
  /** Where the request comes from, for limits against guessing. */
  client: RequestClient;
  findSession(): Promise<Session | null>;
  listSeats(userId: string): Promise<Seat[]>;
}

/** The context of a request, from its headers alone: so a page prefetches with the same rules as the browser calls. */
export function createContext(headers: Headers): Context {
  let session: Promise<Session | null> | undefined;
  let seats: Promise<Seat[]> | undefined;
  return {
    requestId: currentRequestId(),
    tenantSlug: headers.get(TENANT_HEADER),
    client: requestClient(headers),
    findSession: () => {
      session ??= findSession(headers.get("cookie"));
      return session;
    },
    listSeats: (userId) => {
      seats ??= listSeats(userId);
      return seats;
    },
  };
}
