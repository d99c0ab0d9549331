import type { Refusal, Refusals } from "@/server/channels/shared/meta-refusals";

/*
 * What Messenger's refusals mean beyond those of every product of Meta's.
 * Source: Messenger Platform, "Common Error Codes", state of 2026-03-18, read 2026-11-21. One page calls 1545041 a closed window; what is
 * seen is that the person cannot be reached at all, so the tag for later answers is not tried on it.
 */

const WINDOW: Refusal = { kind: "window", message: "Facebook's time for answers to this person is over. They have to write first." };
const BLOCKED: Refusal = { kind: "blocked", message: "This person blocked the Page or left Messenger. Write to them elsewhere." };
const THROTTLED: Refusal = { kind: "throttled", retryable: true, message: "Facebook wants fewer messages of this Page just now; it is tried again." };
const REVIEW: Refusal = { kind: "auth", message: "Meta has not approved the app for this yet: only people with a role in the app can be reached." };
const RESTRICTED: Refusal = { kind: "auth", message: "Facebook has restricted this Page. The Page's support inbox at Facebook says why." };
const MEDIA: Refusal = { kind: "content", message: "Facebook could not take the file: its type, its size or its link. Send it in another format." };
const GONE: Refusal = { kind: "content", message: "The message that this answers was deleted. Send it without the quote." };
const FOREIGN: Refusal = { kind: "unreachable", message: "Another app, or the Page's own inbox, holds this conversation. Release it there, then send again." };
const PROFILE: Refusal = { kind: "content", message: "Facebook shows no profile of this person." };

export const refusals: Refusals = {
  platform: "Facebook",
  subcodes: {
    2018278: WINDOW,
    2534022: WINDOW,
    2018065: WINDOW,
    1545041: BLOCKED,
    2018001: BLOCKED,
    2018108: BLOCKED,
    2534040: THROTTLED,
    2018338: THROTTLED,
    2018028: REVIEW,
    1893063: RESTRICTED,
    2018008: MEDIA,
    2018047: MEDIA,
    2018074: MEDIA,
    2018109: MEDIA,
    2018294: MEDIA,
    2018300: FOREIGN,
    2018321: FOREIGN,
    2018218: PROFILE,
    2018247: PROFILE,
  },
  codes: { 551: BLOCKED, 80006: THROTTLED, 2022: RESTRICTED, 9000001: GONE },
};
