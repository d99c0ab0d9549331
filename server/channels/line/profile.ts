import { type Profile, type Profiles, SendError } from "@/server/channels/contract";
import { callLine } from "./line-api";
import { isGroup, isPerson } from "./parties";
import { groupSchema, type LineCredentials, profileSchema } from "./payload";

/** A person is named to who has them as a friend; a group by its summary; a room has no name. */
export const profiles: Profiles<LineCredentials> = {
  async fetch({ value, config }, transport) {
    const ask = async (): Promise<Profile | null> => {
      if (isGroup(value)) {
        const group = await callLine(config, { method: "GET", path: `/v2/bot/group/${encodeURIComponent(value)}/summary`, answer: groupSchema }, transport);
        return { name: group.groupName, ...(group.pictureUrl ? { avatarUrl: group.pictureUrl } : {}) };
      }
      if (!isPerson(value)) return null;
      const person = await callLine(config, { method: "GET", path: `/v2/bot/profile/${encodeURIComponent(value)}`, answer: profileSchema }, transport);
      const { displayName: name, pictureUrl: avatarUrl, language: locale } = person;
      return { name, ...(avatarUrl ? { avatarUrl } : {}), ...(locale ? { locale } : {}) };
    };
    return ask().catch((error: unknown) => {
      if (error instanceof SendError && error.code === "http-404") return null;
      throw error;
    });
  },
};
