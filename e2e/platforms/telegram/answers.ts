import type { Answer } from "../shared/http";

/** A success as the Bot API writes it. */
export const ok = (result: unknown): NonNullable<Answer> => ({ status: 200, body: { ok: true, result } });

/** A refusal: the number stands in the status and in the body. */
export function refused(error_code: number, description: string, parameters?: { retry_after?: number; migrate_to_chat_id?: number }): NonNullable<Answer> {
  const headers: Record<string, string> = parameters?.retry_after ? { "retry-after": String(parameters.retry_after) } : {};
  return { status: error_code, headers, body: { ok: false, error_code, description, ...(parameters ? { parameters } : {}) } };
}

export const badRequest = (what: string) => refused(400, `Bad Request: ${what}`);
export const forbidden = (what: string) => refused(403, `Forbidden: ${what}`);
