import type { Connect, TokenMethod } from "@/server/channels/contract";
import { byGoogle } from "./gmail/connect";
import { inInbox } from "./imap/session";
import { byMicrosoft } from "./microsoft/connect";
import { byServices } from "./parsed/connect";
import { accountOf, type EmailCredentials, type ServerCredentials } from "./payload";
import { openSmtp } from "./sending/smtp-session";
import { wayOf } from "./ways";

const byServers: TokenMethod<ServerCredentials> = {
  name: "imap",
  how: "token",
  title: { en: "Mailbox by IMAP and SMTP", "zh-CN": "通过 IMAP 与 SMTP 连接邮箱" },
  steps: [],
  form: "mailbox",
  isFetched: true,
  fields: [],
  /** Signs in on both sides and opens the inbox; sends nothing. The first side that refuses is the one that is named. */
  async identify({ credentials }, transport) {
    await inInbox(credentials.imap, transport, async () => {});
    (await openSmtp(credentials.smtp, transport)).close();
    return { accountId: accountOf(credentials), name: credentials.address };
  },
};

export const connect: Connect<EmailCredentials> = {
  methods: [byServers, byGoogle, byMicrosoft, ...byServices] as Connect<EmailCredentials>["methods"],
  subscribe: async (config, transport) => wayOf(config.credentials).subscribe?.(config, transport),
  unsubscribe: async (config, transport) => wayOf(config.credentials).unsubscribe?.(config, transport),
};
