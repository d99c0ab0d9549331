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
