import { type FreshToken, SendError, type Transport } from "@/server/channels/contract";
import { tokenSchema, type WecomCredentials } from "./payload";
import { BAD_PERMANENT_CODE } from "./send-errors";
import { callAsSuite, newPermanentCode, suiteOf } from "./suite";
import { callWecom, harmless, readAnswer, type WecomConfig } from "./wecom-api";

/** The corporation's token, good for two hours: by its own secret, or by our suite for it. `refused`: the one WeCom did not take. */
export function accessToken(config: WecomConfig, transport: Transport, refused?: string): Promise<string> {
  return config.tokens.get(
    "access",
    (credentials) => (credentials.permanentCode ? corpToken(config, credentials, transport) : ownToken({ ...config, credentials }, transport)),
    refused,
  );
}

/** While it lives WeCom gives the same token again, so that a corporation's channels and tools do not throw each other out. */
export async function ownToken(
  { apiUrl, credentials }: Pick<WecomConfig, "apiUrl" | "credentials">,
  transport: Transport,
): Promise<FreshToken<WecomCredentials>> {
  const query = { corpid: credentials.corpId, corpsecret: credentials.secret ?? "" };
  return toToken(await callWecom(apiUrl, { path: "/cgi-bin/gettoken", query }, transport).catch(harmless));
}

/** The new permanent code, where the corporation has reset the old one, is stored with the token. */
async function corpToken(config: WecomConfig, credentials: WecomCredentials, transport: Transport): Promise<FreshToken<WecomCredentials>> {
  const suite = suiteOf(config);
  const { corpId, permanentCode: code = "" } = credentials;
  const ask = async (permanent_code: string) => {
    const call = { path: "/cgi-bin/service/get_corp_token", body: { auth_corpid: corpId, permanent_code } };
    return toToken(await callAsSuite(suite, call, transport));
  };
  try {
    return await ask(code);
  } catch (error) {
    if (!(error instanceof SendError) || error.code !== BAD_PERMANENT_CODE) throw error;
    const another = await newPermanentCode(suite, { corpId, refused: code }, transport);
    if (another === null) throw error;
    return { ...(await ask(another)), credentials: { ...credentials, permanentCode: another } };
  }
}

function toToken(answer: Awaited<ReturnType<typeof callWecom>>): FreshToken<WecomCredentials> {
  const { access_token: value, expires_in: seconds } = readAnswer(tokenSchema, answer);
  return { value, seconds };
}
