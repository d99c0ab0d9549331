import { type Profiles, SendError } from "@/server/channels/contract";
import { readAnswer } from "@/server/channels/shared/meta-graph";
import { webUrl } from "@/server/channels/shared/web-url";
import { callAsAccount } from "./api";
import { type InstagramCredentials, profileAnswerSchema } from "./payload";
import { refusals } from "./refusals";

/** The person has not agreed yet (they only commented), left, or the app lacks the permission: not a reason to try again. A dead token is. */
function isRefusedForGood(error: SendError): boolean {
  return ["content", "blocked"].includes(error.kind) || /^(10|200)(\/|$)/.test(error.code ?? "");
}

/** A person's name and picture, after they wrote. The name they sign in with may change: shown, never a key. */
export const profiles: Profiles<InstagramCredentials> = {
  async fetch({ value, config }, transport) {
    try {
      const call = { method: "GET", path: encodeURIComponent(value), query: { fields: "name,username,profile_pic" } } as const;
      const { name, username, profile_pic } = readAnswer(profileAnswerSchema, await callAsAccount(config, call, transport), refusals.platform);
      return { name: name || (username && `@${username}`) || undefined, avatarUrl: webUrl(profile_pic) };
    } catch (error) {
      if (error instanceof SendError && isRefusedForGood(error)) return null;
      throw error;
    }
  },
};
