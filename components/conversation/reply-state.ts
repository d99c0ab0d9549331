import { allowance } from "@/lib/reply-window";
import type { Conversation } from "./types";

/** Whether the channel takes an answer now, and why not. `left`: how many it still takes; null where it does not count them. */
export type ReplyState =
  | { kind: "open"; left: number | null; until: Date | null }
  | { kind: "disconnected" }
  | { kind: "read-only"; reason: string }
  | { kind: "blocked" }
  /** All answers that were allowed have been given. */
  | { kind: "spent" }
  /** `at` null: it was never open. */
  | { kind: "closed"; at: Date | null };

type Facts = Pick<Conversation, "isBlocked" | "refusal" | "windowClosesAt" | "windows"> & {
  replyChannel: Pick<Conversation["replyChannel"], "isConnected" | "capabilities">;
};

/** What the server would say to an answer at this instant; it is asked again by the server itself. */
export function replyState({ replyChannel, isBlocked, refusal, windowClosesAt, windows }: Facts, now: Date): ReplyState {
  if (!replyChannel.isConnected) return { kind: "disconnected" };
  if (refusal !== null) return { kind: "read-only", reason: refusal };
  if (isBlocked) return { kind: "blocked" };
  if (windowClosesAt === null) return { kind: "open", left: null, until: null };
  const closesAt = new Date(windowClosesAt);
  const closed = { kind: "closed", at: closesAt.getTime() > 0 ? closesAt : null } as const;
  if (!replyChannel.capabilities?.window?.counted) return closesAt > now ? { kind: "open", left: null, until: closesAt } : closed;
  const allowed = allowance(windows, now);
  return allowed.kind === "closed" ? closed : allowed.kind === "spent" ? { kind: "spent" } : allowed;
}

/** How many messages a draft becomes at least, where they are counted: its parts, and each file by itself. */
export function callsFor({ text, files }: { text: string; files: readonly unknown[] }, parts: number): number {
  return (text.trim() === "" ? 0 : Math.max(1, parts)) + files.length;
}
