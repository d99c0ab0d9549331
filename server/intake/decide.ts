import { AppError } from "@/lib/errors";
import { type Fold, openFold, type Settled, type Taken } from "./fold";
import { openWindow } from "./open-window";
import { isOutsidePilot, OUTSIDE_PILOT } from "./pilot";
import { takeDelete, takeEdit, takeReaction } from "./take-change";
import { takeBlocked, takeMovedThread, takePull, takeStatusOfChannel, takeTemplate, takeTyping } from "./take-channel-event";
import { takeEcho } from "./take-echo";
import { takeMail } from "./take-mail";
import { takeMessage } from "./take-message";
import { takeMoved } from "./take-moved";
import { takeNotice } from "./take-notice";
import { takeMailEcho } from "./take-own-mail";
import { takeStatus } from "./take-status";
import type { LaneItem, Loaded } from "./world";

export interface Decision {
  fold: Fold;
  settled: Settled[];
}

/**
 * The paragraph of intake, pure: item after item in the lanes' order, each seeing what those before it did. Gives the
 * changed rows, the events, what follows, and what became of every item. No clock, no randomness, no database: `now` and
 * `newId` are given. Throws AppError `invalid` for an item that no later try could take.
 */
export function decide(loaded: Loaded, items: LaneItem[], given: { now: Date; newId: () => string }): Decision {
  const fold = openFold(loaded, given);
  const settled = items.map((item) => {
    const taken = isOutsidePilot(fold, item) ? { reason: OUTSIDE_PILOT } : take(fold, item);
    openWindow(fold, item, taken);
    return { id: item.id, channelId: item.channelId, reason: taken?.reason ?? null, awaits: taken?.awaits ?? [] };
  });
  return { fold, settled };
}

function take(fold: Fold, item: LaneItem): Taken {
  const { event } = item;
  switch (event.type) {
    case "message":
      return event.mail ? takeMail(fold, item, { event, mail: event.mail }) : takeMessage(fold, item, event);
    case "echo":
      return event.mail ? takeMailEcho(fold, item, { event, mail: event.mail }) : takeEcho(fold, item, event);
    case "edit":
      return takeEdit(fold, item, event);
    case "delete":
      return takeDelete(fold, item, event);
    case "reaction":
      return takeReaction(fold, item, event);
    case "status":
      return takeStatus(fold, item, event);
    case "notice":
      return takeNotice(fold, item, event);
    case "typing":
      return takeTyping(fold, item, event);
    case "blocked":
    case "unblocked":
      return takeBlocked(fold, item, event);
    case "moved":
      return takeMoved(fold, item, event);
    case "thread-moved":
      return takeMovedThread(fold, item, event);
    case "account":
      return takeStatusOfChannel(fold, item, event);
    case "template":
      return takeTemplate(fold, item, event);
    case "pull":
      return takePull(fold, item, event);
    case "ignored":
      return { reason: event.reason };
    default:
      throw new AppError("invalid", `an item of an unknown type: ${String((event as { type?: unknown }).type).slice(0, 40)}`);
  }
}
