import { type Media, SendError } from "@/server/channels/contract";
import type { SmsCredentials } from "./payload";
import { authorization } from "./twilio-api";

const PLATFORM = "https://api.twilio.com";

/**
 * Twilio gives media to who signs in, and sends them on to an address that is good for a short time; the sign-in does not travel there.
 * It is shown to Twilio alone, whatever address a message names.
 */
export const media: Media<SmsCredentials> = {
  async request({ source: { url = "" }, config: { apiUrl, credentials } }) {
    if (!URL.canParse(url)) throw new SendError("content", "The message names no address of its file.", { retryable: false });
    const isTwilio = [PLATFORM, new URL(apiUrl).origin].includes(new URL(url).origin);
    return { method: "GET", url, ...(isTwilio ? { headers: { authorization: authorization(credentials) } } : {}) };
  },
};
