import { findSession } from "@/server/auth/find-session";
import { answerSocket } from "./answer-socket";
import { pusher } from "./pusher";

/**
 * POST /api/realtime/user-auth: whose socket this is. The push server then knows whose connections to end when they lose a seat or
 * a session; topics are asked for one by one all the same.
 */
export function authoriseUser(request: Request): Promise<Response> {
  return answerSocket(request, async ({ socketId, headers }) => {
    const session = await findSession(headers.get("cookie"));
    return session && pusher().authenticateUser(socketId, { id: session.user.id });
  });
}
