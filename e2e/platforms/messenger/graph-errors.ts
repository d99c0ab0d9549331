import type { Answer } from "../shared/http";

/** A refusal as Graph writes it. */
export function graphError(status: number, code: number, message: string, subcode?: number): NonNullable<Answer> {
  const error = { message, type: "OAuthException", code, ...(subcode ? { error_subcode: subcode } : {}), fbtrace_id: "AkT3mZ0fQx1" };
  return { status, body: { error } };
}

export const invalidToken = () => graphError(401, 190, "Invalid OAuth access token - Cannot parse access token");
export const appRemoved = () => graphError(401, 190, "Error validating access token: The user has not authorized application.", 458);
export const outsideWindow = () => graphError(400, 10, "(#10) This message is sent outside of allowed window.", 2018278);
export const personUnavailable = () => graphError(400, 551, "(#551) This person isn't available right now.", 1545041);
export const noSuchPerson = () => graphError(400, 100, "(#100) No matching user found", 2018001);
export const throttled = () => graphError(400, 613, "(#613) Calls to this API have exceeded the rate limit.", 2534040);
export const foreignThread = () => graphError(400, 10, "(#10) Cannot send: another app is controlling this thread now.", 2018300);
export const badParameter = (what: string) => graphError(400, 100, `(#100) ${what}`);
export const badMedia = (what: string, subcode: number) => graphError(400, 100, `(#100) ${what}`, subcode);

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
