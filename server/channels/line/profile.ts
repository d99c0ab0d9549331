import { type Profile, type Profiles, SendError } from "@/server/channels/contract";
import { callLine } from "./line-api";
import { isGroup, isPerson } from "./parties";
import { groupSchema, type LineCredentials, profileSchema } from "./payload";

/** A person is named to who has them as a friend, or shares a group with them; a group by its summary; a room has no name. */
export const profiles: Profiles<LineCredentials> = {
  async fetch({ value, group, config }, transport) {
    const ask = async (): Promise<Profile | null> => {
      if (isGroup(value)) {
        const summary = await callLine(config, { method: "GET", path: `/v2/bot/group/${encodeURIComponent(value)}/summary`, answer: groupSchema }, transport);
        return { name: summary.groupName, ...(summary.pictureUrl ? { avatarUrl: summary.pictureUrl } : {}) };
      }
      if (!isPerson(value)) return null;
      const person = await callLine(config, { method: "GET", path: pathOf(value, group), answer: profileSchema }, transport);
      const { displayName: name, pictureUrl: avatarUrl, language: locale } = person;
      return { name, ...(avatarUrl ? { avatarUrl } : {}), ...(locale ? { locale } : {}) };
    };
    return ask().catch((error: unknown) => {
      if (error instanceof SendError && error.code === "http-404") return null;
      throw error;
    });
  },
};

/** A member need be no friend of ours. */
function pathOf(person: string, group: string | undefined): string {
  if (!group) return `/v2/bot/profile/${encodeURIComponent(person)}`;
  return `/v2/bot/${isGroup(group) ? "group" : "room"}/${encodeURIComponent(group)}/member/${encodeURIComponent(person)}`;
}
