import { type Refresh, SendError } from "@/server/channels/contract";
import type { InstagramCredentials } from "./payload";
import { longToken } from "./tokens";

const DAY_MS = 86_400_000;
/** Half of a token's life: there is a month left for a platform that does not answer, and a token must be a day old to be renewed. */
const RENEW_AFTER_DAYS = 30;

/** Sixty more days. A Page's token has no end that is known beforehand; the health check finds a dead one. */
export const refresh: Refresh<InstagramCredentials> = {
  expiresAt: ({ expiresAt }) => (expiresAt ? new Date(expiresAt) : null),
  async refresh({ config: { credentials, apiUrl }, now }, transport) {
    const { obtainedAt, expiresAt, accessToken, pageId } = credentials;
    if (pageId) return null;
    // Typed in, of unknown age: tried tomorrow, when it is a day old in any case.
    if (!obtainedAt) return { ...credentials, obtainedAt: new Date(now.getTime() - (RENEW_AFTER_DAYS - 1) * DAY_MS).toISOString() };
    if (expiresAt && new Date(expiresAt) <= now) {
      throw new SendError("auth", "Instagram's access ended after sixty days without a renewal. Connect the account again.", { retryable: false });
    }
    if (now.getTime() - new Date(obtainedAt).getTime() < RENEW_AFTER_DAYS * DAY_MS) return null;
    const query = { grant_type: "ig_refresh_token", access_token: accessToken };
    return { ...credentials, ...(await longToken({ apiUrl, path: "refresh_access_token", query, now }, transport)) };
  },
};
