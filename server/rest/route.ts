import type * as z from "zod";
import type { Actor } from "@/server/access/actor";
import type { Permission } from "@/server/access/roles";
import type { Scope } from "@/server/db/scope";

export type Method = "GET" | "POST" | "PATCH" | "DELETE";

/** A checked request: path parameters as they stand in the path, query and body through the route's schemas. */
export interface RestInput<Q = unknown, B = unknown> {
  params: Record<string, string>;
  query: Q;
  body: B;
  /** If-Match: the version that the caller has seen. */
  expectedVersion: number | undefined;
}

/** For routes that do more than one transaction. */
export interface RestContext {
  request: Request;
  tenantId: string;
  actor: Extract<Actor, { type: "api-key" }>;
  inTenant<T>(fn: (scope: Scope) => Promise<T>): Promise<T>;
}

export interface Reply {
  status: number;
  body?: unknown;
}

interface RouteBase<Q, B> {
  method: Method;
  /** Below /api/v1, parameters in braces. */
  path: string;
  permission: Permission;
  tag: string;
  summary: string;
  query?: z.ZodType<Q>;
  /** Objects are strict: a field that is not known is named in the refusal. */
  body?: z.ZodType<B>;
  /** The body is read by the route itself (a file). */
  isMultipart?: boolean;
  /** Schema of each success body by status; null where there is none. */
  responses: Record<number, z.ZodType | null>;
}

export interface Route<Q = unknown, B = unknown> extends RouteBase<Q, B> {
  /** One transaction: the door is open, what it gives is the body (or a Reply with another status). */
  run?(scope: Scope, input: RestInput<Q, B>): Promise<unknown>;
  /** Several transactions, or none. */
  serve?(context: RestContext, input: RestInput<Q, B>): Promise<unknown>;
}

class Answer implements Reply {
  constructor(
    readonly status: number,
    readonly body?: unknown,
  ) {}
}

/** An answer with a status of its own; a bare value is answered with the first status of `responses`. */
export function reply(status: number, body?: unknown): Reply {
  return new Answer(status, body);
}

/** The answer that a route's value means. */
export function toReply(route: Route, value: unknown): Reply {
  if (value instanceof Answer) return value;
  return { status: Number(Object.keys(route.responses)[0] ?? 200), body: value };
}

/** Declares a route; query and body keep their types inside it. */
export function defineRoute<Q = undefined, B = undefined>(route: Route<Q, B>): Route {
  return route as unknown as Route;
}
