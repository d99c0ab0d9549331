interface Named {
  id: string;
  name: string;
}

/** What a system line in a conversation says; kept as the message's payload and put into words by the screen, in its language. */
export type Activity =
  | { type: "assigned"; assignee: Named | null; previous: Named | null }
  | { type: "team-changed"; team: Named | null; previous: Named | null }
  | { type: "status-changed"; status: string; previous: string; snoozedUntil?: string }
  | { type: "priority-changed"; priority: string; previous: string }
  | { type: "tags-changed"; added: string[]; removed: string[] }
  /** What the platform told of the thread; the kinds are the channel contract's. */
  | { type: "notice"; notice: "referral" | "opt-in" | "marketing-off" | "marketing-on" | "handed-over" | "handed-back"; detail: string | null };
