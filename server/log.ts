import pino from "pino";
import { env } from "@/lib/env";

const shared = globalThis as typeof globalThis & { parleyLog?: pino.Logger };

/** The process's log: JSON lines on stderr, without bodies, addresses or secrets. Stdout belongs to the command line's answers. */
export function log(): pino.Logger {
  shared.parleyLog ??= pino({ level: env().LOG_LEVEL, base: { pid: process.pid } }, pino.destination({ dest: 2, sync: false }));
  return shared.parleyLog;
}
