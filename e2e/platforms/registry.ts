import { start as startGmail } from "./gmail/server";
import { start as startInstagram } from "./instagram/server";
import { start as startLine } from "./line/server";
import type { MailOptions } from "./mail/server";
import { start as startMail } from "./mail/server";
import { start as startMessenger } from "./messenger/server";
import { start as startMicrosoft } from "./microsoft/server";
import type { Running } from "./shared/http";
import { start as startShop } from "./shop/server";
import { start as startSms } from "./sms/server";
import { start as startTelegram } from "./telegram/server";
import { start as startWechatOa } from "./wechat-oa/server";
import { start as startWecom } from "./wecom/server";
import { start as startWhatsapp } from "./whatsapp/server";

/** How the launcher describes one platform. */
export interface PlatformOptions {
  port: number;
  appId: string;
  appSecret: string;
  verifyToken: string;
  /** Where the product listens for this kind. */
  webhookUrl: string;
  stateFile?: string;
  /** The other platforms of the process, by kind. */
  siblings?: Record<string, { url: string; appId: string; appSecret: string; verifyToken: string }>;
  /** Of the shop alone: where its widget comes from, and whose. */
  widgetHost?: string;
  channelId?: string;
  /** Of the mail servers alone: where the mails lie, and the ports that the mailbox was connected with. */
  folder?: string;
  mailPorts?: MailOptions["mailPorts"];
}

/** Every simulated platform by kind. A new one is one line here and its folder. */
export const PLATFORMS: Record<string, (options: PlatformOptions) => Promise<Running>> = {
  gmail: startGmail,
  microsoft: (options) => startMicrosoft({ ...options, isLocalAllowed: true }),
  messenger: (options) => startMessenger({ ...options, instagramUrl: options.siblings?.instagram?.url }),
  instagram: (options) => startInstagram({ ...options, facebook: options.siblings?.messenger }),
  whatsapp: startWhatsapp,
  sms: startSms,
  // Run for one machine only, where the product has no https address.
  telegram: (options) => startTelegram({ ...options, isLocalAllowed: true }),
  line: (options) => startLine({ ...options, isLocalAllowed: true }),
  "wechat-oa": startWechatOa,
  wecom: startWecom,
  mail: (options) => startMail({ folder: "/tmp/parley-mail", ...options }),
  shop: ({ port, widgetHost = "", channelId = "" }) => startShop({ port, widgetHost, channelId }),
};
