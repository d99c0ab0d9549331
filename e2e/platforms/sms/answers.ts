import type { Answer } from "../shared/http";

export const ok = (body: object, status = 200): NonNullable<Answer> => ({ status, body });

/** A refusal: the code says what is wrong, the status how Twilio sees it. */
export function refused(status: number, code: number, message: string): NonNullable<Answer> {
  return { status, body: { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status } };
}

export const notFound = (path: string) => refused(404, 20404, `The requested resource ${path} was not found`);
