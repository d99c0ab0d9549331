import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { findSession, type Session } from "./find-session";

/** The visitor of the page that is being rendered, or null; one query a request however many components ask. */
export const pageSession = cache(async (): Promise<Session | null> => findSession((await headers()).get("cookie")));

/** The same for a page that needs one: a stranger is sent to sign in and comes back to `next`, a path of ours. */
export async function requireSession(next: string): Promise<Session> {
  return (await pageSession()) ?? redirect(`/sign-in?next=${encodeURIComponent(next)}`);
}
