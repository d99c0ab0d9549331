import { AppError } from "@/lib/errors";
import { assertMay } from "@/server/access/roles";
import { findSession } from "@/server/auth/find-session";
import { listSeats } from "@/server/auth/list-seats";
import { seatActor } from "@/server/auth/seat-actor";
import { asAppError } from "@/server/db/as-app-error";
import { inTenant } from "@/server/db/in-tenant";
import { currentRequestId, log } from "@/server/log";
import { serveFile } from "@/server/messages/serve-file";
import { receiveUpload, type UploadDoor } from "@/server/messages/store-upload";
import { problemResponse } from "./problem";

/** /api/files/<token> gives an attachment; POST /api/files takes an agent's file for a message. Never throws. */
export async function handleFiles(request: Request): Promise<Response> {
  const requestId = currentRequestId();
  try {
    if (request.method !== "POST") return await serveFile(request);
    const { uploadId, name, mimeType, sizeBytes } = await receiveUpload(await agentDoor(request.headers), request);
    return Response.json({ uploadId, name, mimeType, sizeBytes }, { status: 201, headers: { "cache-control": "no-store" } });
  } catch (thrown) {
    const error = asAppError(thrown);
    if (error.code === "bug") log().error({ requestId, err: error.cause ?? error }, "request failed");
    return problemResponse(error, requestId);
  }
}

/** The workspace named by the header, as the agent of the cookie. The header is a custom one, so no foreign page's form can send it. */
async function agentDoor(headers: Headers): Promise<UploadDoor> {
  const session = await findSession(headers.get("cookie"));
  if (!session) throw new AppError("unauthenticated", "no session");
  const slug = headers.get("x-parley-tenant");
  const seat = (await listSeats(session.user.id)).find((candidate) => candidate.slug === slug);
  if (!seat) throw new AppError("not-found", "no seat in this tenant", { reason: "no-such-workspace", publicMessage: "There is no such workspace for you." });
  const actor = seatActor(seat, session.user.id);
  assertMay(actor, "conversations.reply");
  return { tenantId: seat.tenantId, inTenant: (fn) => inTenant(seat.tenantId, actor, fn) };
}
