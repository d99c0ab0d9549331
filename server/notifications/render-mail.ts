import { createTranslator } from "next-intl";
import type { Locale } from "@/lib/locales";
import en from "@/lib/messages/en/mail.json";
import zhCN from "@/lib/messages/zh-CN/mail.json";
import type { MailPayload } from "./send-mail.job";

export interface MailText {
  subject: string;
  text: string;
  html: string;
}

interface MailDraft {
  kind: MailPayload["kind"];
  locale: Locale;
  link: string;
  values: Record<string, string>;
}

const CATALOGUES: Record<Locale, typeof en> = { en, "zh-CN": zhCN };

/** The words of one mail, as plain text and as HTML that says the same. Pure; names are escaped in the HTML and kept to one line in the subject. */
export function renderMail({ kind, locale, link, values }: MailDraft): MailText {
  const t = createTranslator({ locale, messages: CATALOGUES[locale] });
  const say = (part: "subject" | "title" | "lead" | "action" | "note") => t(`${kind}.${part}`, values);
  const words = { title: say("title"), lead: say("lead"), action: say("action"), note: say("note"), footer: t("footer"), orOpen: t("orOpen") };
  return {
    subject: say("subject").replace(/\s+/g, " "),
    text: `${words.lead}\n\n${words.action}:\n${link}\n\n${words.note}\n\n-- \n${words.footer}\n`,
    html: page(locale, link, words),
  };
}

type Words = Record<"title" | "lead" | "action" | "note" | "footer" | "orOpen", string>;

// Mail programs know neither custom properties nor our stylesheet: tables and inline colours, the light theme's.
function page(locale: Locale, link: string, words: Words): string {
  const w = Object.fromEntries(Object.entries(words).map(([key, value]) => [key, escapeHtml(value)])) as Words;
  const href = escapeHtml(link);
  return `<!doctype html>
<html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${w.title}</title></head>
<body style="margin:0;background:#f3f4f6;font-family:-apple-system,'Segoe UI','PingFang SC','Microsoft YaHei',Arial,sans-serif;color:#1b1e2b">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center" style="padding:32px 16px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:520px;background:#ffffff;border:1px solid #e4e5ea;border-radius:10px">
<tr><td style="padding:24px 28px 0;font-size:16px;font-weight:600">Parley</td></tr>
<tr><td style="padding:20px 28px 0;font-size:20px;line-height:28px;font-weight:600">${w.title}</td></tr>
<tr><td style="padding:8px 28px 0;font-size:15px;line-height:24px">${w.lead}</td></tr>
<tr><td style="padding:20px 28px 0"><a href="${href}" style="display:inline-block;background:#4a4fd8;color:#ffffff;text-decoration:none;font-size:15px;font-weight:500;line-height:40px;padding:0 18px;border-radius:6px">${w.action}</a></td></tr>
<tr><td style="padding:16px 28px 0;font-size:13px;line-height:20px;color:#5b6072">${w.orOpen}<br><a href="${href}" style="color:#4a4fd8;word-break:break-all">${href}</a></td></tr>
<tr><td style="padding:16px 28px 28px;font-size:13px;line-height:20px;color:#5b6072">${w.note}</td></tr>
</table>
<p style="font-size:12px;line-height:18px;color:#5b6072;margin:16px 0 0">${w.footer}</p>
</td></tr></table>
</body></html>
`;
}

function escapeHtml(value: string): string {
  return value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
