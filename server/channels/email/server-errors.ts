import { SendError, TransportError } from "@/server/channels/contract";

export type Side = "imap" | "smtp";

/** What went wrong while a server was asked to let us in; the screens have a sentence for each. */
export type SignInProblem = "password" | "app-password" | "oauth" | "host" | "refused" | "certificate" | "plain" | "protocol" | "silence" | "busy";

const SIDE = { imap: "The incoming server (IMAP)", smtp: "The outgoing server (SMTP)" } as const;

const WORDS: Record<SignInProblem, (side: string) => string> = {
  password: (side) => `${side} does not accept this user and password.`,
  "app-password": (side) => `${side} wants a password made for programs (an app password or authorisation code), not the one for its website.`,
  oauth: (side) => `${side} no longer accepts passwords.`,
  host: (side) => `${side} could not be found under this name.`,
  refused: (side) => `${side} takes no connection at this port.`,
  certificate: (side) => `${side} shows a certificate that is not for this name, or that nobody we trust has signed.`,
  plain: (side) => `${side} offers no encryption, and a password is not sent without it.`,
  protocol: (side) => `${side} does not speak as expected: perhaps the port or the encryption is another one.`,
  silence: (side) => `${side} does not answer.`,
  busy: (side) => `${side} lets nobody in right now.`,
};

/** Providers that want another password than the website's: their help pages on IMAP, read 2026-11-21. */
const WANTS_APP_PASSWORD = /gmail|googlemail|yahoo|aol|icloud|me\.com|qq\.com|163\.com|126\.com|yeah\.net|yandex|fastmail|zoho|sina/i;

interface ServerError extends Error {
  code?: string;
  responseCode?: number;
  response?: string;
  responseText?: string;
  serverResponseCode?: string;
  authenticationFailed?: boolean;
}

/** A failed sign-in as a SendError in words a person understands; its code is `<side>-<problem>`. `auth` when only other credentials help. */
export function signInError(error: unknown, { side, host }: { side: Side; host: string }): SendError {
  if (error instanceof SendError) return error;
  const problem = problemOf(error as ServerError, host);
  const isAuth = problem === "password" || problem === "app-password" || problem === "oauth";
  const said = isAuth || problem === "busy" ? serverWords(error as ServerError) : "";
  const message = `${WORDS[problem](SIDE[side])}${said && ` It said: ${said}`}`;
  return new SendError(isAuth ? "auth" : "unreachable", message, { retryable: !isAuth, code: `${side}-${problem}`, cause: error });
}

function problemOf(error: ServerError, host: string): SignInProblem {
  if (isRefusedPassword(error)) {
    if (/basic auth|5\.7\.(30|139)|LOGINDISABLED|disabled.*oauth/i.test(serverWords(error))) return "oauth";
    return WANTS_APP_PASSWORD.test(host) ? "app-password" : "password";
  }
  if (isBusy(error)) return "busy";
  const code = codeOf(error);
  const cause = error instanceof TransportError && error.cause ? codeOf(error.cause as ServerError) : "";
  if (/ENOTFOUND|EAI_|EDNS|REFUSED_DESTINATION/.test(code + cause)) return "host";
  if (/CERT|ALTNAME|SELF_SIGNED|UNABLE_TO_VERIFY|certificate/i.test(`${code} ${error.message}`)) return "certificate";
  if (/ECONNREFUSED|EHOSTUNREACH|ENETUNREACH/.test(`${code} ${error.message}`)) return "refused";
  if (/STARTTLS/.test(error.message)) return "plain";
  if (/TIMED?OUT|timed? ?out|never received|failed to receive greeting/i.test(`${code} ${error.message}`)) return "silence";
  return "protocol";
}

/** A server that is busy says so to the same command (RFC 5530; replies of 400 to 499 in SMTP): only what it calls final counts. */
const isBusy = ({ serverResponseCode = "", responseCode = 0 }: ServerError): boolean =>
  ["UNAVAILABLE", "LIMIT", "INUSE"].includes(serverResponseCode) || (responseCode >= 400 && responseCode < 500);

const isRefusedPassword = (error: ServerError): boolean => !isBusy(error) && (error.authenticationFailed === true || error.code === "EAUTH");

const codeOf = (error: ServerError): string => String(error.code ?? "");

const serverWords = ({ responseText, response, message }: ServerError): string =>
  (responseText ?? response ?? message).replace(/[\p{Cc}\s]+/gu, " ").slice(0, 200);
