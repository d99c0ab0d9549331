import { SendError, type Transport } from "@/server/channels/contract";
import type { MicrosoftCredentials } from "../payload";
import { visit } from "../visit";
import type { Way } from "../way";
import type { Config } from "./api";
import { lookIn } from "./connect";
import { pull } from "./pull";
import { submit } from "./submit";
import { renew, unsubscribe } from "./subscription";

const MINUTE_MS = 60_000;
/** Notifications may be late or lost; without them the inbox is looked into as often as by IMAP. */
const LOOK_MS = { withNotices: 5 * MINUTE_MS, without: MINUTE_MS };

/** A mailbox at Microsoft, by its API. */
export const microsoft: Way<MicrosoftCredentials> = {
  pull,
  submit,
  unsubscribe,
  async subscribe(config, transport) {
    await renew(config, transport);
  },
  async watch(input, transport) {
    const until = await renewOrDoWithout(input.config, transport);
    const everyMs = until ? LOOK_MS.withNotices : LOOK_MS.without;
    // At half of its life, as long as Microsoft gives us: a failed renewal has time for another.
    const renewEveryMs = until ? Math.max((until.getTime() - Date.now()) / 2, MINUTE_MS) : 60 * MINUTE_MS;
    await visit(input, {
      everyMs,
      renewEveryMs,
      async renew() {
        await renewOrDoWithout(input.config, transport);
      },
    });
  },
  async check(config, transport) {
    try {
      await lookIn(config, transport);
      return { status: "live", reason: null };
    } catch (error) {
      if (!(error instanceof SendError)) throw error;
      return { status: error.kind === "auth" ? "action-needed" : "degraded", reason: error.message };
    }
  },
};

/** Mails come in without notifications too, only later: a subscription that fails must not keep us from looking. */
async function renewOrDoWithout(config: Config, transport: Transport): Promise<Date | null> {
  try {
    return await renew(config, transport);
  } catch (error) {
    if (error instanceof SendError) return null;
    throw error;
  }
}
