import { SendError, type Transport, type TransportResponse } from "@/server/channels/contract";
import { DEAD_TOKENS } from "./send-errors";
import { accessToken } from "./tokens";
import { callWecom, type WecomCall, type WecomConfig } from "./wecom-api";

/**
 * Calls as the corporation. A token that was refused is replaced, by one of all callers, and the call made once more: a refused
 * call did nothing. The token is part of the address (that is how WeCom has it), so addresses are never logged or shown.
 */
export async function callAsCorp(config: WecomConfig, call: WecomCall, transport: Transport): Promise<TransportResponse> {
  const token = await accessToken(config, transport);
  try {
    return await callWecom(config.apiUrl, withToken(call, token), transport);
  } catch (error) {
    if (!(error instanceof SendError) || !DEAD_TOKENS.includes(error.code ?? "")) throw error;
    const another = await accessToken(config, transport, token);
    return callWecom(config.apiUrl, withToken(call, another), transport);
  }
}

function withToken(call: WecomCall, token: string): WecomCall {
  return { ...call, query: { access_token: token, ...call.query } };
}
