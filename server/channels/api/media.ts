import type { Media } from "@/server/channels/contract";
import type { ApiCredentials } from "./payload";

/** Files given by link are fetched as they stand; uploads never come here. */
export const media: Media<ApiCredentials> = {
  async request({ source }) {
    return { method: "GET", url: source.url ?? "" };
  },
};
