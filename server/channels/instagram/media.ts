import type { Media } from "@/server/channels/contract";
import type { InstagramCredentials } from "./payload";

/** Instagram's media links are signed and public while they live (a story's for a day): fetched as they stand, without the token. */
export const media: Media<InstagramCredentials> = {
  async request({ source }) {
    return { method: "GET", url: source.url ?? "" };
  },
};
