import { randomUUID } from "node:crypto";
import type { Answer } from "../shared/http";

const answer = (status: number, body: object): NonNullable<Answer> => ({ status, headers: { "x-line-request-id": randomUUID() }, body });

export const ok = (body: object = {}): NonNullable<Answer> => answer(200, body);
export const refused = (status: number, message: string): NonNullable<Answer> => answer(status, { message });
export const notFound = () => refused(404, "Not found");

export interface Fault {
  message: string;
  property: string;
}

export const invalidBody = (details: Fault[]): NonNullable<Answer> => answer(400, { message: `The request body has ${details.length} error(s)`, details });
