import { type ChannelConfig, type FreshToken, SendError, type Transport } from "@/server/channels/contract";
import { fromTransport } from "@/server/channels/shared/from-transport";
import { type LineCredentials, tokenSchema } from "./payload";
import { toSendError } from "./send-errors";

const NAME = "access";

/**
 * The token to call with. Made from id and secret it lives fifteen minutes and there may be any number of them (openapi,
 * issueStatelessChannelToken), so that none that somebody revokes at the console can stop the channel. A long-lived one that was
 * typed in is used until it is refused. Throws SendError "auth" when LINE does not take the secret.
 */
export async function accessToken({
  config,
  transport,
  refused,
}: {
  config: ChannelConfig<LineCredentials>;
  transport: Transport;
  refused?: string;
}): Promise<string> {
  const { apiUrl, credentials, tokens } = config;
  const typedIn = credentials.channelAccessToken;
  if (typedIn && refused === undefined && (await tokens.find(NAME)) === null) return typedIn;
  return tokens.get(NAME, () => makeToken({ apiUrl, credentials }, transport), refused);
}

/** A new token; proves that the secret is this channel's. Throws SendError. */
export async function makeToken(
  { apiUrl, credentials }: Pick<ChannelConfig<LineCredentials>, "apiUrl" | "credentials">,
  transport: Transport,
): Promise<FreshToken<LineCredentials>> {
  const form = { grant_type: "client_credentials", client_id: credentials.channelId, client_secret: credentials.channelSecret };
  const request = {
    method: "POST" as const,
    url: `${apiUrl}/oauth2/v3/token`,
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(form).toString(),
  };
  const response = await transport(request).catch((error: unknown) => {
    throw fromTransport(error, "LINE");
  });
  const failure = toSendError(response);
  // Whatever LINE dislikes about it, there is no token to be had for these.
  if (failure && response.status < 500 && response.status !== 429)
    throw new SendError("auth", "LINE does not accept this channel ID with this channel secret. Copy both again from the console.", {
      retryable: false,
      code: failure.code ?? undefined,
    });
  if (failure) throw new SendError("unreachable", "LINE gives no access token at the moment.", { retryable: true, code: failure.code ?? undefined });
  const { access_token, expires_in } = tokenSchema.parse(response.json());
  return { value: access_token, seconds: expires_in };
}
