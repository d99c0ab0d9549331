import type { Media } from "@/server/channels/contract";
import type { MessengerCredentials } from "./payload";

/** Facebook's media links are signed and public for some hours: fetched as they stand, without the Page's token. */
export const media: Media<MessengerCredentials> = {
  async request({ source }) {
    return { method: "GET", url: source.url ?? "" };
  },
};
