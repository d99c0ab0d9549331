import { type Transport, TransportError, type TransportRequest } from "@/server/channels/contract";
import { fakeTransport } from "./fake-transport";

/** What the platform says to one call; "silence" is a time-out after sending, "away" a connection that was never made. */
export type ScriptedAnswer = { status?: number; headers?: Record<string, string>; body: unknown } | "silence" | "away";

/** A Transport that gives these answers in turn and keeps what it was asked. A call too many throws, so that a test sees it. */
export function scriptedTransport(...answers: ScriptedAnswer[]): { transport: Transport; requests: TransportRequest[] } {
  const requests: TransportRequest[] = [];
  const answerInTurn = async (request: TransportRequest) => {
    requests.push(request);
    const answer = answers.shift();
    if (answer === undefined) throw new Error(`a call too many: ${request.method} ${request.url}`);
    if (answer === "silence") throw new TransportError("timed out", true);
    if (answer === "away") throw new TransportError("connection refused", false);
    const text = typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body);
    return { status: answer.status ?? 200, headers: answer.headers ?? {}, bytes: Buffer.from(text), text: () => text, json: () => JSON.parse(text) };
  };
  return { transport: fakeTransport(answerInTurn), requests };
}
