import { AsyncLocalStorage } from "node:async_hooks";
import pino from "pino";
import { env } from "@/lib/env";
import { newId } from "@/server/db/ids";
import { describeError } from "./log-error";

/** Whose work a line belongs to: ids alone, never names, addresses or words. */
export interface LogContext {
  requestId?: string;
  /** The pattern of the path, without ids. */
  route?: string;
  /** The last procedure that was called, by the browser or by a page. */
  procedure?: string;
  job?: string;
  jobId?: string;
  tenantId?: string;
  channelId?: string;
  conversationId?: string;
  messageId?: string;
  deliveryId?: string;
  itemId?: number;
}

// Next's bundle and our own server's bundle each load this file; they must share one log and one context.
const shared = globalThis as typeof globalThis & { parleyLog?: pino.Logger; parleyLogContext?: AsyncLocalStorage<LogContext> };
shared.parleyLogContext ??= new AsyncLocalStorage();
const contexts = shared.parleyLogContext;

/** Belt and braces: no line of ours holds any of these, and should one ever, its value is not written. */
const NEVER = [
  "authorization",
  "cookie",
  "headers",
  "credentials",
  "password",
  "passphrase",
  "token",
  "secret",
  "key",
  "apiKey",
  "body",
  "text",
  "html",
  "email",
];

/** The process's log: JSON lines on stderr, without bodies, addresses or secrets. Stdout belongs to the command line's answers. */
export function log(): pino.Logger {
  shared.parleyLog ??= makeLog(env().LOG_LEVEL, pino.destination({ dest: 2, sync: false }));
  return shared.parleyLog;
}

/** A log of this form into another place; for tests, which read it. */
export function makeLog(level: string, destination: pino.DestinationStream): pino.Logger {
  const paths = NEVER.flatMap((name) => [name, `*.${name}`]);
  return pino(
    {
      level,
      base: { pid: process.pid },
      serializers: { err: describeError },
      redact: { paths, censor: "[removed]" },
      mixin: () => contexts.getStore() ?? {},
    },
    destination,
  );
}

/** Does some work whose lines all carry these facts: a request, a job, a batch of one tenant. Nothing but the log reads them. */
export function withLogContext<T>(context: LogContext, work: () => T): T {
  // The given object itself: whoever began the work reads in it what was noted on the way.
  return contexts.run(Object.assign(context, { ...contexts.getStore(), ...context }), work);
}

/** Adds what became known on the way: whose request it is. */
export function noteInLog(facts: LogContext): void {
  const context = contexts.getStore();
  if (context) Object.assign(context, facts);
}

/** The id by which a person can ask about this request; a fresh one outside any. */
export function currentRequestId(): string {
  return contexts.getStore()?.requestId ?? newId();
}
