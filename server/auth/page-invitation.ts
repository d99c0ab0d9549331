import { AppError } from "@/lib/errors";
import { type InvitationForGuest, viewInvitation } from "@/server/agents/invite-view";

type PageInvitation = { kind: "valid"; invitation: InvitationForGuest } | { kind: "over"; why: "expired" | "invitationGone" };

/** The invitation behind a link, for its page: what it says, or why it opens nothing. */
export async function findPageInvitation(token: string): Promise<PageInvitation> {
  try {
    return { kind: "valid", invitation: await viewInvitation(token, new Date()) };
  } catch (error) {
    if (!(error instanceof AppError) || (error.code !== "not-found" && error.reason !== "expired")) throw error;
    return { kind: "over", why: error.reason === "expired" ? "expired" : "invitationGone" };
  }
}
