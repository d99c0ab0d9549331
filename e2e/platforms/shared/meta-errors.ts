import type { Answer } from "./http";

/** A refusal as Graph writes it; `codes` is code/subcode. */
export function graphError(status: number, codes: string, message: string): NonNullable<Answer> {
  const [code, subcode] = codes.split("/").map(Number);
  const error = { message, type: "OAuthException", code, ...(subcode ? { error_subcode: subcode } : {}), fbtrace_id: "AkT3mZ0fQx1" };
  return { status, body: { error } };
}

export const invalidToken = () => graphError(401, "190", "Invalid OAuth access token - Cannot parse access token");
export const appRemoved = () => graphError(401, "190/458", "Error validating access token: The user has not authorized application.");
export const outsideWindow = () => graphError(400, "10/2018278", "(#10) This message is sent outside of allowed window.");
export const personUnavailable = () => graphError(400, "551/1545041", "(#551) This person isn't available right now.");
export const noSuchPerson = () => graphError(400, "100/2018001", "(#100) No matching user found");
export const throttled = () => graphError(400, "613/2534040", "(#613) Calls to this API have exceeded the rate limit.");
export const foreignThread = () => graphError(400, "10/2018300", "(#10) Cannot send: another app is controlling this thread now.");
export const badParameter = (what: string) => graphError(400, "100", `(#100) ${what}`);
export const badMedia = (what: string, subcode: number) => graphError(400, `100/${subcode}`, `(#100) ${what}`);

export function transient(): NonNullable<Answer> {
  const error = {
    message: "An unexpected error has occurred. Please retry your request later.",
    type: "OAuthException",
    is_transient: true,
    code: 2,
    fbtrace_id: "AkT3mZ0fQx1",
  };
  return { status: 500, body: { error } };
}

/** What the control endpoint can have the next call answered with, by name: status, code/subcode, words. */
const REFUSALS: Record<string, [status: number, codes: string, message: string]> = {
  "app-limit": [400, "4", "(#4) Application request limit reached"],
  "page-limit": [400, "32", "(#32) Page request limit reached"],
  "messaging-limit": [400, "613/2018338", "(#613) Calls to this API have exceeded the rate limit."],
  "use-case-limit": [400, "80006", "(#80006) There have been too many calls from this Messenger account."],
  unknown: [500, "1", "An unknown error has occurred."],
  "session-expired": [401, "190/463", "Error validating access token: Session has expired."],
  "password-changed": [400, "190/460", "Error validating access token: The session has been invalidated."],
  "session-invalid": [400, "190/467", "Error validating access token: The access token is invalid."],
  "no-session": [400, "102", "Session key invalid or no longer valid"],
  "no-permission": [403, "10", "(#10) Application does not have permission for this action"],
  "scope-missing": [403, "200", "(#200) Requires pages_messaging permission"],
  "not-reviewed": [403, "200/2018028", "(#200) Cannot message users who are not admins, developers or testers of the app."],
  "old-window": [400, "10/2018065", "(#10) This message is sent outside of allowed window."],
  gone: [400, "100/2018001", "(#100) No matching user found"],
  unreachable: [400, "10/2018108", "(#10) This person isn't receiving messages from you right now."],
  "unavailable-by-200": [403, "200/1545041", "(#200) This person isn't available right now."],
  "bad-file": [400, "100/2018074", "(#100) The attachment is invalid"],
  "bad-type": [400, "100/2018109", "(#100) The type of the attachment is not supported"],
  "slow-file": [400, "100/2018294", "(#100) The video could not be fetched in time"],
  "deleted-message": [400, "9000001", "The message that is answered was deleted"],
  "restricted-for-now": [400, "10/1893063", "(#10) This Page is temporarily restricted from messaging"],
  policy: [400, "368", "The action attempted has been deemed abusive or is otherwise disallowed"],
  commerce: [400, "2022", "Commerce account is restricted"],
  automation: [400, "10/2018321", "(#10) This conversation is owned by an automation"],
};

/** Effects of that name, for a simulator's list. */
export const REFUSAL_NAMES = Object.keys(REFUSALS);

/** The one that is due, if any. */
export function dueRefusal(take: (effect: string) => boolean): NonNullable<Answer> | null {
  const due = REFUSAL_NAMES.find(take);
  return due ? graphError(...(REFUSALS[due] as [number, string, string])) : null;
}
