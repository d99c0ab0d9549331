import { type ChannelConfig, type Health, SendError, type Transport } from "@/server/channels/contract";
import { connect, isRegistered, readNumber } from "./connect";
import { callAsNumber, readAnswer } from "./graph";
import { subscribedAppsSchema, type WirePhone } from "./graph-payload";
import type { WhatsappCredentials } from "./payload";
import { UNREGISTERED } from "./send-errors";

const DAY_MS = 24 * 3_600_000;
/** Early enough for a person to notice and sign up again. Ours. */
const WARN_BEFORE_MS = 7 * DAY_MS;

type State = { status: "live" | "degraded" | "action-needed"; reason: string | null };

/** Whether WhatsApp still calls us for this account, takes what the number sends, and how people receive it. */
export const health: Health<WhatsappCredentials> = {
  async check(config, transport) {
    try {
      await keepSubscribed(config, transport);
      return stateOf(await readNumber(config, transport)) ?? endOf(config) ?? { status: "live", reason: null };
    } catch (error) {
      if (!(error instanceof SendError)) throw error;
      return { status: error.kind === "auth" ? "action-needed" : "degraded", reason: error.message };
    }
  },
};

/** The account's own people may have removed our app and put it back; whatever was done, the events shall come. */
async function keepSubscribed(config: ChannelConfig<WhatsappCredentials>, transport: Transport): Promise<void> {
  const answer = await callAsNumber(config, { method: "GET", path: `${config.credentials.wabaId}/subscribed_apps` }, transport);
  const apps = readAnswer(subscribedAppsSchema, answer).data;
  if (!apps.some((app) => app.whatsapp_business_api_data?.id === config.app?.appId)) await connect.subscribe?.(config, transport);
}

function stateOf(phone: WirePhone): State | null {
  const { status, quality_rating: quality } = phone;
  // Registering is not tried here: WhatsApp takes ten attempts in three days, and another PIN needs a person.
  if (phone.platform_type && !isRegistered(phone)) return { status: "action-needed", reason: UNREGISTERED };
  if (status === "BANNED" || status === "RESTRICTED") return { status: "action-needed", reason: "WhatsApp has restricted this number. See WhatsApp Manager." };
  if (quality !== "RED") return null;
  return { status: "degraded", reason: "Many people block or report this number; WhatsApp may slow it down. Look at its quality in WhatsApp Manager." };
}

function endOf({ credentials: { expiresAt } }: ChannelConfig<WhatsappCredentials>): State | null {
  const left = expiresAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(expiresAt) - Date.now();
  if (!(left < WARN_BEFORE_MS)) return null;
  return { status: "degraded", reason: `The access ends on ${expiresAt?.slice(0, 10)}. Sign up again before, and nothing is interrupted.` };
}
