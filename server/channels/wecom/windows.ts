import type { ReplyWindow } from "@/server/channels/contract";

/*
 * How many answers each act of a customer allows, and for how long: developer.work.weixin.qq.com/document/path/94677 (messages) and
 * 95122 (answers to events), read 2026-11-21. Each message of the customer's begins anew and adds nothing. A code is good once.
 */

export const WINDOW_HOURS = 48;
const MESSAGE = "message";
const TWO_DAYS = WINDOW_HOURS * 3600;

export const MESSAGE_WINDOW: ReplyWindow = { scene: MESSAGE, seconds: TWO_DAYS, sends: 5 };
/** The session is in other hands, or over: the API may not write. */
export const CLOSED_WINDOW: ReplyWindow = { scene: MESSAGE, seconds: 0, sends: null };

/** What a code allows: to greet who comes in, to write once as a colleague takes over, to say good-bye. */
const CODE_SECONDS = { welcome: 20, "taken-over": TWO_DAYS, "good-bye": 20 } as const;

/** Undefined without a code. */
export function codeWindow(scene: keyof typeof CODE_SECONDS, handle: string | undefined): ReplyWindow | undefined {
  return handle === undefined ? undefined : { scene, seconds: CODE_SECONDS[scene], sends: 1, handle };
}
