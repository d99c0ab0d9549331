import type { Answer } from "../shared/http";

/** Refusals by code: HTTP status, title, details. As the error reference has them. */
const ERRORS: Record<string, [status: number, title: string, details: string]> = {
  0: [401, "AuthException", "We were unable to authenticate the app user."],
  1: [400, "API Unknown", "Invalid request or possible server error."],
  2: [503, "API Service", "Temporary due to downtime or due to being overloaded."],
  3: [500, "API Method", "Capability or permissions issue."],
  4: [400, "API Too Many Calls", "The app has reached its API call rate limit."],
  10: [403, "Permission Denied", "Permission is either not granted or has been removed."],
  33: [400, "Parameter value is not valid", "The business phone number has been deleted."],
  100: [400, "Invalid parameter", "The request included one or more unsupported or misspelled parameters."],
  190: [401, "Access token has expired", "Your access token has expired."],
  200: [403, "API Permission", "Permission is either not granted or has been removed."],
  368: [403, "Temporarily blocked for policies violations", "The WhatsApp Business Account has been restricted or disabled."],
  80007: [400, "Rate limit issues", "The WhatsApp Business Account has reached its rate limit."],
  130429: [400, "Rate limit hit", "Cloud API message throughput has been reached."],
  130472: [400, "User's number is part of an experiment", "Message was not sent as part of an experiment."],
  130497: [403, "Business account is restricted from messaging users in this country", "The account may not message users in certain countries."],
  131000: [500, "Something went wrong", "Message failed to send due to an unknown error."],
  131008: [400, "Required parameter is missing", "The request is missing a required parameter."],
  131009: [400, "Parameter value is not valid", "One or more parameter values are invalid."],
  131016: [500, "Service unavailable", "A service is temporarily unavailable."],
  131021: [400, "Recipient cannot be sender", "Sender and recipient phone number is the same."],
  131026: [400, "Message undeliverable", "Unable to deliver message."],
  131031: [403, "Account has been locked", "The account has been restricted or disabled because of a violation."],
  131037: [400, "Display name approval needed", "The business number does not have an approved display name."],
  131042: [400, "Business eligibility payment issue", "There was an error related to your payment method."],
  131045: [500, "Incorrect certificate", "Message failed to send due to a phone number registration error."],
  131047: [400, "Re-engagement message", "More than 24 hours have passed since the recipient last replied to the sender number."],
  131048: [400, "Spam rate limit hit", "There are restrictions on how many messages can be sent from this phone number."],
  131049: [400, "Meta chose not to deliver", "The message was not delivered to maintain healthy ecosystem engagement."],
  131050: [400, "User has stopped marketing messages", "The recipient has chosen to stop receiving marketing messages."],
  131051: [400, "Unsupported message type", "Unsupported message type."],
  131053: [400, "Media upload error", "Unable to upload the media used in the message."],
  131056: [400, "(Business Account, Consumer Account) pair rate limit hit", "Too many messages sent to the same recipient in a short time."],
  131057: [500, "Account in maintenance mode", "The business account is in maintenance mode."],
  131062: [400, "Recipient has no phone number", "Authentication templates cannot be sent to a business-scoped user id."],
  132000: [400, "Template param count mismatch", "Number of parameters does not match the expected number of params."],
  132001: [404, "Template does not exist", "Template name does not exist in the translation."],
  132005: [400, "Template hydrated text too long", "Translated text is too long."],
  132007: [400, "Template format character policy violated", "Template content violates a WhatsApp policy."],
  132012: [400, "Template parameter format mismatch", "Variable parameter values formatted incorrectly."],
  132015: [400, "Template is paused", "Template is paused due to low quality."],
  132016: [400, "Template is disabled", "Template has been paused too many times and is now permanently disabled."],
  133004: [503, "Server temporarily unavailable", "Server is temporarily unavailable."],
  133005: [400, "Two step verification PIN mismatch", "Two-step verification PIN incorrect."],
  133010: [400, "Phone number not registered", "Phone number not registered on the Whatsapp Business Platform."],
  133016: [400, "Account register deregister rate limit exceeded", "Registration or deregistration failed because of too many attempts."],
  135000: [400, "Generic user error", "Message failed to send because of an unknown error with your request parameters."],
};

/** Every code above can be asked of the next call or, with "late:" before it, of the next message after it was accepted. */
export const ERROR_CODES = Object.keys(ERRORS);

export function graphError(code: number | string, details?: string): NonNullable<Answer> {
  const [status, title, usual] = ERRORS[code] ?? [400, "Unknown", "Unknown."];
  const error = {
    message: `(#${code}) ${title}`,
    type: "OAuthException",
    code: Number(code),
    error_data: { messaging_product: "whatsapp", details: details ?? usual },
    fbtrace_id: "Aw3mZ0fQx1",
  };
  return { status, body: { error } };
}

/** The same in a status. */
export function statusError(code: number | string): object {
  const [, title, details] = ERRORS[code] ?? [400, "Unknown", "Unknown."];
  const href = "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/";
  return { code: Number(code), title, message: title, error_data: { details }, href };
}

export const invalid = (details: string) => graphError(100, details);
