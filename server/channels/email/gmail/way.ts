import { SendError } from "@/server/channels/contract";
import type { GoogleCredentials } from "../payload";
import { visit } from "../visit";
import type { Way } from "../way";
import { stopWatch, watch } from "./connect";
import { getProfile, pull } from "./pull";
import { submit } from "./submit";

const MINUTE_MS = 60_000;
/** Pushes may be late or lost; without them the mailbox is looked into as often as by IMAP. */
const LOOK_MS = { withPush: 5 * MINUTE_MS, without: MINUTE_MS };
/** Google ends a watch after a week and advises a day. */
const RENEW_MS = 24 * 60 * MINUTE_MS;

/** A mailbox at Google, by its API. */
export const gmail: Way<GoogleCredentials> = {
  pull,
  submit,
  subscribe: watch,
  unsubscribe: stopWatch,
  async watch(input, transport) {
    const everyMs = input.config.app?.settings?.topic ? LOOK_MS.withPush : LOOK_MS.without;
    await visit(input, { everyMs, renewEveryMs: RENEW_MS, renew: () => watch(input.config, transport) });
  },
  async check(config, transport) {
    try {
      await getProfile(config, transport);
      return { status: "live", reason: null };
    } catch (error) {
      if (!(error instanceof SendError)) throw error;
      return { status: error.kind === "auth" ? "action-needed" : "degraded", reason: error.message };
    }
  },
};
