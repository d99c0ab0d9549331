import { type Profiles, SendError } from "@/server/channels/contract";
import { readAnswer } from "@/server/channels/shared/meta-graph";
import { webUrl } from "@/server/channels/shared/web-url";
import { callAsPage } from "./graph";
import { type MessengerCredentials, profileAnswerSchema } from "./payload";
import { refusals } from "./refusals";

/** The person shares no profile or left, or the app lacks that permission (10, 200): not a reason to try again. A dead token (190) is. */
function isRefusedForGood(error: SendError): boolean {
  return ["content", "blocked"].includes(error.kind) || /^(10|200)(\/|$)/.test(error.code ?? "");
}

/** A person's name and picture; only after they wrote to the Page. No phone, no e-mail. */
export const profiles: Profiles<MessengerCredentials> = {
  async fetch({ value, config }, transport) {
    try {
      // No more than these: a field that the app has no permission for (locale, gender) would fail the whole call.
      const query = { fields: "first_name,last_name,profile_pic" };
      const answer = readAnswer(
        profileAnswerSchema,
        await callAsPage(config, { method: "GET", path: encodeURIComponent(value), query }, transport),
        refusals.platform,
      );
      const name = [answer.first_name, answer.last_name].filter(Boolean).join(" ") || answer.name;
      return { name: name || undefined, avatarUrl: webUrl(answer.profile_pic), locale: answer.locale };
    } catch (error) {
      if (error instanceof SendError && isRefusedForGood(error)) return null;
      throw error;
    }
  },
};
