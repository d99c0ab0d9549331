import { AppError } from "@/lib/errors";
import { type ChannelAdapter, type ConnectCandidate, SendError, type TokenMethod, TransportError } from "@/server/channels/contract";
import { apiUrl } from "./platform-app";
import { transport } from "./transport";

/**
 * Whose these credentials are, as the platform says: one account as a rule, several where they open several and none was named.
 * Throws invalid with the platform's reason for credentials that nobody owns, unavailable when the platform does not answer.
 */
export async function identifyAccounts(
  adapter: ChannelAdapter,
  method: TokenMethod & Required<Pick<TokenMethod, "identify">>,
  credentials: unknown,
): Promise<ConnectCandidate[]> {
  const platform = method.platform ?? adapter.platformOf?.(credentials);
  try {
    const found = await method.identify({ credentials, apiUrl: apiUrl(adapter, platform) }, transport);
    return Array.isArray(found) ? found : [{ ...found, credentials }];
  } catch (error) {
    throw asRefusal(adapter, error);
  }
}

function asRefusal({ title }: ChannelAdapter, error: unknown): unknown {
  if (error instanceof SendError && error.kind === "auth")
    return new AppError("invalid", "token refused", { reason: "token-refused", publicMessage: error.message, data: { code: error.code }, cause: error });
  if (!(error instanceof SendError || error instanceof TransportError)) return error;
  return new AppError("unavailable", "platform does not answer", {
    reason: "platform-away",
    publicMessage: error instanceof SendError ? error.message : `${title} does not answer. Try again in a minute.`,
    data: { code: error instanceof SendError ? error.code : null },
    cause: error,
  });
}
