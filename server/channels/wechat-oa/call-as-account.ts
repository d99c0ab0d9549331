import { SendError, type Transport, type TransportResponse } from "@/server/channels/contract";
import { DEAD_TOKENS } from "./send-errors";
import { accessToken } from "./tokens";
import { callWechat, type WechatCall, type WechatConfig } from "./wechat-api";

/**
 * Calls as the account. A token that was refused is replaced, by one of all callers, and the call made once more: a refused
 * call did nothing. The token is part of the address (that is how WeChat has it), so addresses are never logged or shown.
 */
export async function callAsAccount(config: WechatConfig, call: WechatCall, transport: Transport): Promise<TransportResponse> {
  const token = await accessToken(config, transport);
  try {
    return await callWechat(config.apiUrl, withToken(call, token), transport);
  } catch (error) {
    if (!(error instanceof SendError) || !DEAD_TOKENS.includes(error.code ?? "")) throw error;
    const another = await accessToken(config, transport, token);
    return callWechat(config.apiUrl, withToken(call, another), transport);
  }
}

function withToken(call: WechatCall, token: string): WechatCall {
  return { ...call, query: { access_token: token, ...call.query } };
}
