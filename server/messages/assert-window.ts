import { AppError } from "@/lib/errors";
import { allowance } from "@/lib/reply-window";
import type { Capabilities } from "@/server/channels/contract";
import type { ReplyChannel, Sending } from "./assert-can-send";

const HOUR_MS = 3_600_000;

type Window = NonNullable<Capabilities["window"]>;

/**
 * Whether the customer's last act allows this now: within its hours, and where the platform counts answers, with as many left as this
 * message takes. What the platform approved beforehand may go out at any time. Throws conflict `window-closed` or `no-sends-left`.
 */
export function assertWindow(channel: ReplyChannel, sending: Sending): void {
  const { window, templates } = channel.capabilities;
  if (!window || (sending.isTemplate && templates)) return;
  if (window.counted) assertLeft(channel, sending);
  else assertHours(channel, sending, window);
}

function assertHours(channel: ReplyChannel, sending: Sending, window: Window): void {
  const hours = sending.isByPerson ? (window.extendedHours ?? window.hours) : window.hours;
  const closesAt = channel.lastInboundAt && new Date(channel.lastInboundAt.getTime() + hours * HOUR_MS);
  if (closesAt && sending.at <= closesAt) return;
  throw refused("window-closed", `${channel.title} lets us answer only within ${hours} hours of the customer's last message.`, {
    hours,
    closedAt: closesAt?.toISOString() ?? null,
  });
}

function assertLeft({ title, windows }: ReplyChannel, { at, calls }: Sending): void {
  const allowed = allowance(windows, at);
  if (allowed.kind === "closed")
    throw refused("window-closed", `${title} lets us answer only for a while after the customer wrote. Now they have to write first.`, { closedAt: null });
  if (allowed.kind === "spent")
    throw refused("no-sends-left", `${title} takes no more answers until the customer writes again.`, { left: 0, calls, until: allowed.until.toISOString() });
  if (allowed.left === null || calls <= allowed.left) return;
  const words = `This would be ${calls} messages, and ${title} takes only ${allowed.left} until the customer writes again. Shorten it, or put it into fewer messages.`;
  throw refused("no-sends-left", words, { left: allowed.left, calls, until: allowed.until.toISOString() });
}

function refused(reason: string, publicMessage: string, data: Record<string, unknown>): AppError {
  return new AppError("conflict", reason, { reason, publicMessage, data });
}
