import { AppError } from "@/lib/errors";

interface SocketQuestion {
  socketId: string;
  form: URLSearchParams;
  headers: Headers;
}

const SOCKET_ID = /^\d+\.\d+$/;

/**
 * What a Pusher client posts about its socket: `grant` gives what the push server signed for, or null for no. Refusals are 403
 * without a reason: a stranger learns nothing. 503 while the database is away.
 */
export async function answerSocket(request: Request, grant: (question: SocketQuestion) => Promise<unknown>): Promise<Response> {
  const form = new URLSearchParams(await request.text());
  const socketId = form.get("socket_id") ?? "";
  if (!SOCKET_ID.test(socketId)) return answer(400, { error: "socket_id is missing or malformed" });
  try {
    const granted = await grant({ socketId, form, headers: request.headers });
    return granted ? answer(200, granted) : answer(403, { error: "forbidden" });
  } catch (error) {
    if (error instanceof AppError && error.code === "unavailable") return answer(503, { error: "try again" }, { "retry-after": "2" });
    throw error;
  }
}

function answer(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json", "cache-control": "no-store", ...headers } });
}
