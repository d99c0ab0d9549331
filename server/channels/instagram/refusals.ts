import type { Refusal, Refusals } from "@/server/channels/shared/meta-refusals";

/*
 * What Instagram's refusals mean beyond those of every product of Meta's: its own family (IGApiException, 25340xx), and Messenger's, which
 * an account that is spoken for through its Page answers with as well. The words are never looked at.
 * Source: Instagram Platform, "Error Codes", and what a public test server of the API records, read 2026-11-21.
 */

const WINDOW: Refusal = { kind: "window", message: "Instagram's time for answers to this person is over. They have to write first." };
const BLOCKED: Refusal = { kind: "blocked", message: "This person cannot be found on Instagram: they blocked the account or left. Write to them elsewhere." };
const THROTTLED: Refusal = { kind: "throttled", retryable: true, message: "Instagram wants fewer messages of this account just now; it is tried again." };
const REVIEW: Refusal = { kind: "auth", message: "Meta has not approved the app for this yet: only people with a role in the app can be reached." };
const UNLINKED: Refusal = {
  kind: "auth",
  message: "The Instagram account is no longer linked to its Page. Link it again at Facebook, then connect the channel again.",
};
const SWITCHED_OFF: Refusal = {
  kind: "auth",
  message:
    'The account\'s owner has switched off access to messages. In the Instagram app, switch on "Allow access to messages" under Messages and story replies.',
};
const MEDIA: Refusal = { kind: "content", message: "Instagram could not take the file: its type, its size or its link. Send it in another format." };
const COMMENT: Refusal = { kind: "content", message: "This comment can no longer be answered in private." };
const FOREIGN: Refusal = { kind: "unreachable", message: "Another app, or the Page's own inbox, holds this conversation. Release it there, then send again." };
const GONE: Refusal = { kind: "content", message: "The message that this answers was taken back. Send it without the quote." };
const PROFILE: Refusal = { kind: "content", message: "Instagram shows no profile of this person." };

export const refusals: Refusals = {
  platform: "Instagram",
  subcodes: {
    2534022: WINDOW,
    2018278: WINDOW,
    2018065: WINDOW,
    2534014: BLOCKED,
    2018001: BLOCKED,
    2018108: BLOCKED,
    1545041: BLOCKED,
    2534040: THROTTLED,
    2018338: THROTTLED,
    2534013: UNLINKED,
    2534041: SWITCHED_OFF,
    2018028: REVIEW,
    2534025: COMMENT,
    2534037: FOREIGN,
    2018300: FOREIGN,
    2018321: FOREIGN,
    2018008: MEDIA,
    2018047: MEDIA,
    2018074: MEDIA,
    2018109: MEDIA,
    2018294: MEDIA,
    2018218: PROFILE,
    2018247: PROFILE,
  },
  codes: { 551: BLOCKED, 36103: MEDIA, 80002: THROTTLED, 80006: THROTTLED, 230: PROFILE, 9000001: GONE },
};
