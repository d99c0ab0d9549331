import { type Profiles, SendError } from "@/server/channels/contract";
import { webUrl } from "@/server/channels/shared/web-url";
import { callAsAccount } from "./call-as-account";
import { userSchema, type WechatCredentials } from "./payload";
import { harmless, readAnswer } from "./wechat-api";

/**
 * Since the end of 2021 WeChat gives neither name nor picture of a follower; the language, and the id that the same person has at
 * all accounts of the same owner, it still does. Of who does not follow it says nothing.
 */
export const profiles: Profiles<WechatCredentials> = {
  async fetch({ value, config }, transport) {
    try {
      const query = { openid: value, lang: "zh_CN" };
      const user = readAnswer(userSchema, await callAsAccount(config, { method: "GET", path: "/cgi-bin/user/info", query }, transport).catch(harmless));
      return {
        name: user.nickname || undefined,
        avatarUrl: webUrl(user.headimgurl),
        locale: user.language?.replace("_", "-") || undefined,
        ...(user.unionid ? { also: [{ scope: "union", value: user.unionid }] } : {}),
      };
    } catch (error) {
      if (error instanceof SendError && ["unreachable", "content", "blocked"].includes(error.kind) && !error.retryable) return null;
      throw error;
    }
  },
};
