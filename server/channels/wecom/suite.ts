import { type AppCredentials, type FreshToken, SendError, type Tokens, type Transport, type TransportResponse } from "@/server/channels/contract";
import { permanentSchema, suiteTokenSchema } from "./payload";
import { RESET_CODE, TICKET } from "./read-suite";
import { DEAD_SUITE_TOKENS } from "./send-errors";
import { callWecom, harmless, readAnswer } from "./wecom-api";

/** What calls of our suite need, whichever corporation they are about. */
export interface SuiteAccess {
  app: AppCredentials;
  appTokens: Tokens<null>;
  apiUrl: string;
}

/** The suite as this installation has it. Throws when it was taken out of the environment. */
export function suiteOf({ app, appTokens, apiUrl }: Omit<SuiteAccess, "app"> & { app: AppCredentials | null }): SuiteAccess {
  if (app) return { app, appTokens, apiUrl };
  throw new SendError("auth", "This installation is no longer registered as a suite at WeCom. Whoever runs it has to set WECOM_APP_ID.", { retryable: false });
}

/** A call in our suite's name; with another token, once, when WeCom does not take the first. */
export async function callAsSuite(access: SuiteAccess, { path, body }: { path: string; body?: object }, transport: Transport): Promise<TransportResponse> {
  const call = (token: string) => callWecom(access.apiUrl, { path, query: { suite_access_token: token }, body }, transport).catch(harmless);
  const token = await suiteToken(access, transport);
  try {
    return await call(token);
  } catch (error) {
    if (!(error instanceof SendError) || !DEAD_SUITE_TOKENS.includes(error.code ?? "")) throw error;
    return call(await suiteToken(access, transport, token));
  }
}

function suiteToken(access: SuiteAccess, transport: Transport, refused?: string): Promise<string> {
  return access.appTokens.get("access", () => makeSuiteToken(access, transport), refused);
}

/** Made of the ticket that WeCom posts to us every ten minutes. */
async function makeSuiteToken({ app, appTokens, apiUrl }: SuiteAccess, transport: Transport): Promise<FreshToken<null>> {
  const ticket = await appTokens.find(TICKET);
  if (!ticket)
    throw new SendError("unreachable", "WeCom has not sent its ticket to the suite yet. It does so every ten minutes.", { retryable: true, code: "no-ticket" });
  const body = { suite_id: app.appId, suite_secret: app.appSecret, suite_ticket: ticket };
  const answer = await callWecom(apiUrl, { path: "/cgi-bin/service/get_suite_token", body }, transport).catch(harmless);
  const { suite_access_token: value, expires_in: seconds } = readAnswer(suiteTokenSchema, answer);
  return { value, seconds };
}

/**
 * What a corporation granted, for the code of its consent: good once. A consent that is given again, for another account, ends the code
 * of the one before; so the newest is kept for all of the corporation's accounts.
 */
export async function takeGrant(access: SuiteAccess, authCode: string, transport: Transport) {
  const granted = await askGrant(access, authCode, transport);
  const name = nameOf(granted.auth_corp_info.corpid);
  const before = await access.appTokens.find(name);
  await access.appTokens.get(name, async () => ({ value: granted.permanent_code, seconds: null }), before ?? undefined);
  return granted;
}

async function askGrant(access: SuiteAccess, authCode: string, transport: Transport) {
  const call = { path: "/cgi-bin/service/get_permanent_code", body: { auth_code: authCode } };
  return readAnswer(permanentSchema, await callAsSuite(access, call, transport));
}

const nameOf = (corpId: string) => `permanent:${corpId}`;

/**
 * The code that has taken the place of a refused one: of a newer consent, or of one that the corporation has reset, for which WeCom hands
 * us a code that is good once. Fetched by whoever needs it first, and kept for the corporation's other accounts. Null: there is none.
 */
export async function newPermanentCode(
  access: SuiteAccess,
  { corpId, refused }: { corpId: string; refused: string },
  transport: Transport,
): Promise<string | null> {
  const name = nameOf(corpId);
  const kept = await access.appTokens.find(name);
  if (kept && kept !== refused) return kept;
  const authCode = await access.appTokens.find(RESET_CODE + corpId);
  if (!authCode) return null;
  const make = async () => ({ value: (await askGrant(access, authCode, transport)).permanent_code, seconds: null });
  return access.appTokens.get(name, make, refused);
}
