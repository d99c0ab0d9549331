import type { ReplyWindow } from "@/server/channels/contract";

/*
 * How many answers each act of a customer allows, and for how long: developers.weixin.qq.com/doc/offiaccount, "Customer service
 * messages", in force since 2023-06-12, read 2026-11-21. Another act of the same kind begins anew and adds nothing.
 */

export const WINDOW_HOURS = 48;

const BRIEF = { seconds: 60, sends: 3 };

export const WINDOWS = {
  message: { scene: "message", seconds: WINDOW_HOURS * 3600, sends: 5 },
  menu: { scene: "menu", ...BRIEF },
  follow: { scene: "follow", ...BRIEF },
  scan: { scene: "scan", ...BRIEF },
  /** Who follows no longer is not answered any more. */
  closed: { scene: "message", seconds: 0, sends: null },
} satisfies Record<string, ReplyWindow>;
