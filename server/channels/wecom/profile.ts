import type { Profiles } from "@/server/channels/contract";
import { webUrl } from "@/server/channels/shared/web-url";
import { callAsCorp } from "./call-as-corp";
import { customersSchema, type WecomCredentials } from "./payload";
import { harmless, readAnswer } from "./wecom-api";

/** Name and picture, and, where the corporation has bound a WeChat developer account, the id of the same person at its other accounts. */
export const profiles: Profiles<WecomCredentials> = {
  async fetch({ value, config }, transport) {
    const body = { external_userid_list: [value], need_enter_session_context: 0 };
    const answer = await callAsCorp(config, { path: "/cgi-bin/kf/customer/batchget", body }, transport).catch(harmless);
    const customer = readAnswer(customersSchema, answer).customer_list.find(({ external_userid }) => external_userid === value);
    if (!customer) return null;
    return {
      name: customer.nickname || undefined,
      avatarUrl: webUrl(customer.avatar),
      ...(customer.unionid ? { also: [{ scope: "union", value: customer.unionid }] } : {}),
    };
  },
};
