import type { Role } from "./roles";

/** Who acts. Comes from the session, the API key or the job; never from input. */
export type Actor =
  | { type: "agent"; id: string; userId: string; role: Role; visibility: Visibility; name: string }
  | { type: "api-key"; id: string; scopes: string[] }
  | { type: "contact"; id: string | null }
  | { type: "system"; id: null };

/** Which conversations an agent may see (G5). One predicate, in visibility.ts, reads this. */
export type Visibility = "all" | "teams" | "mine";

export const SYSTEM: Actor = { type: "system", id: null };
