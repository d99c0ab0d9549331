/** A mail server as a person would fill it in. */
export interface MailServerAddress {
  host: string;
  port: number;
  tls: boolean;
}

export interface MailProvider {
  name: string;
  imap: MailServerAddress;
  smtp: MailServerAddress;
  /** What it wants in place of the password for its website: one made for programs, a code that allows a program, or a sign-in with it. */
  secret: "password" | "app-password" | "code" | "oauth";
}

interface Row {
  name: string;
  domains: string[];
  /** Ends the name of the server that takes the mail of domains it hosts. */
  mx?: string[];
  imap: string;
  /** host:port; 587 begins in the clear and becomes TLS, all others are TLS from the first byte. */
  smtp: string;
  secret: MailProvider["secret"];
}

/** From the providers' own help pages on IMAP and SMTP, read 2026-11-21. */
const ROWS: Row[] = [
  {
    name: "Gmail",
    domains: ["gmail.com", "googlemail.com"],
    mx: ["google.com", "googlemail.com"],
    imap: "imap.gmail.com",
    smtp: "smtp.gmail.com:465",
    secret: "app-password",
  },
  {
    name: "Microsoft 365",
    domains: ["outlook.com", "hotmail.com", "live.com", "msn.com"],
    mx: ["outlook.com", "microsoft"],
    imap: "outlook.office365.com",
    smtp: "smtp.office365.com:587",
    secret: "oauth",
  },
  {
    name: "Yahoo",
    domains: ["yahoo.com", "ymail.com", "yahoo.de", "yahoo.co.uk", "yahoo.fr"],
    mx: ["yahoodns.net"],
    imap: "imap.mail.yahoo.com",
    smtp: "smtp.mail.yahoo.com:465",
    secret: "app-password",
  },
  { name: "AOL", domains: ["aol.com"], imap: "imap.aol.com", smtp: "smtp.aol.com:465", secret: "app-password" },
  {
    name: "iCloud",
    domains: ["icloud.com", "me.com", "mac.com"],
    mx: ["icloud.com"],
    imap: "imap.mail.me.com",
    smtp: "smtp.mail.me.com:587",
    secret: "app-password",
  },
  { name: "QQ", domains: ["qq.com", "vip.qq.com", "foxmail.com"], imap: "imap.qq.com", smtp: "smtp.qq.com:465", secret: "code" },
  { name: "Tencent Exmail", domains: [], mx: ["qq.com"], imap: "imap.exmail.qq.com", smtp: "smtp.exmail.qq.com:465", secret: "code" },
  { name: "163", domains: ["163.com"], imap: "imap.163.com", smtp: "smtp.163.com:465", secret: "code" },
  { name: "126", domains: ["126.com"], imap: "imap.126.com", smtp: "smtp.126.com:465", secret: "code" },
  { name: "Yeah", domains: ["yeah.net"], imap: "imap.yeah.net", smtp: "smtp.yeah.net:465", secret: "code" },
  { name: "NetEase Qiye", domains: [], mx: ["netease.com", "qiye.163.com"], imap: "imap.qiye.163.com", smtp: "smtp.qiye.163.com:994", secret: "code" },
  {
    name: "Alibaba Mail",
    domains: [],
    mx: ["mxhichina.com", "qiye.aliyun.com"],
    imap: "imap.qiye.aliyun.com",
    smtp: "smtp.qiye.aliyun.com:465",
    secret: "password",
  },
  { name: "Sina", domains: ["sina.com", "sina.cn"], imap: "imap.sina.com", smtp: "smtp.sina.com:465", secret: "code" },
  {
    name: "Yandex",
    domains: ["yandex.com", "yandex.ru", "ya.ru"],
    mx: ["yandex.net", "yandex.ru"],
    imap: "imap.yandex.com",
    smtp: "smtp.yandex.com:465",
    secret: "app-password",
  },
  {
    name: "Zoho",
    domains: ["zoho.com", "zohomail.com"],
    mx: ["zoho.com", "zoho.eu"],
    imap: "imap.zoho.com",
    smtp: "smtp.zoho.com:465",
    secret: "app-password",
  },
  { name: "GMX", domains: ["gmx.net", "gmx.de", "gmx.at", "gmx.ch", "gmx.com"], imap: "imap.gmx.net", smtp: "mail.gmx.net:465", secret: "password" },
  { name: "WEB.DE", domains: ["web.de"], imap: "imap.web.de", smtp: "smtp.web.de:465", secret: "password" },
  {
    name: "Fastmail",
    domains: ["fastmail.com", "fastmail.fm"],
    mx: ["messagingengine.com"],
    imap: "imap.fastmail.com",
    smtp: "smtp.fastmail.com:465",
    secret: "app-password",
  },
  {
    name: "Mail.ru",
    domains: ["mail.ru", "bk.ru", "list.ru", "inbox.ru"],
    mx: ["mail.ru"],
    imap: "imap.mail.ru",
    smtp: "smtp.mail.ru:465",
    secret: "app-password",
  },
  { name: "IONOS", domains: [], mx: ["kundenserver.de", "ionos.com", "1and1.com"], imap: "imap.ionos.com", smtp: "smtp.ionos.com:465", secret: "password" },
];

/** Who runs a domain's mail: by the domain itself, else by the server that its mail is sent to. Null when nobody we know. */
export function findMailProvider(domain: string, mx: string[] = []): MailProvider | null {
  const own = ROWS.find(({ domains }) => domains.includes(domain.toLowerCase()));
  const hosting = own ?? ROWS.find((row) => row.mx?.some((end) => mx.some((host) => endsAs(host.toLowerCase().replace(/\.$/, ""), end))));
  if (!hosting) return null;
  const [smtpHost = "", smtpPort = "465"] = hosting.smtp.split(":");
  return {
    name: hosting.name,
    imap: { host: hosting.imap, port: 993, tls: true },
    smtp: { host: smtpHost, port: Number(smtpPort), tls: smtpPort !== "587" },
    secret: hosting.secret,
  };
}

const endsAs = (host: string, end: string): boolean => host === end || host.endsWith(`.${end}`);

/** What most servers are called, where nobody says otherwise. */
export const usualMailServers = (domain: string): Pick<MailProvider, "imap" | "smtp"> => ({
  imap: { host: `imap.${domain}`, port: 993, tls: true },
  smtp: { host: `smtp.${domain}`, port: 465, tls: true },
});

/** They bring back what is sent to `name+tag@` as unknown (their help pages and own reports, read 2026-11-21). */
const WITHOUT_PLUS = /^((vip\.)?(qq|163|126)\.com|foxmail\.com|yeah\.net|188\.com|sina\.(com|cn)|sohu\.com|139\.com|189\.cn|aliyun\.com|yahoo\.co\.jp)$/;

/** Whether a domain's mailboxes take mail for `name+tag@`, as far as is known. */
export const knowsPlusAddresses = (domain: string): boolean => !WITHOUT_PLUS.test(domain.toLowerCase());
